"""What two workers do to one row, on a database that lets them run at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts.credentials import challenges
from accounts.messaging import delivery
from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.models import MailState, OutboxMail
from tests.accounts.messaging.letters import a_challenge, a_mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
WORKERS = 8


def together(work, arguments: list[int]) -> None:
    """Run the work for every argument in all workers at once; each closes the connection it opened."""
    start = Barrier(WORKERS)

    def one(_worker: int) -> None:
        try:
            start.wait(timeout=120)
            for argument in arguments:
                work(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, range(WORKERS)))


def test_workers_that_all_hear_of_a_mail_send_it_once(monkeypatch):
    sent: Counter[str] = Counter()

    def submit_message(letter) -> DeliveryResult:
        sent[letter.message_id] += 1
        return DeliveryResult(Verdict.ACCEPTED)

    monkeypatch.setattr(delivery, "submit_message", submit_message)
    mails = [a_mail("account_exists") for _ in range(10)]
    together(delivery.deliver, [mail.pk for mail in mails])
    assert sent == Counter(mail.message_id for mail in mails)
    assert set(OutboxMail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}


def test_mail_superseded_while_claimed_is_sent_once_or_dropped(monkeypatch):
    sent: Counter[str] = Counter()
    monkeypatch.setattr(
        delivery,
        "submit_message",
        lambda letter: sent.update([letter.message_id]) or DeliveryResult(Verdict.ACCEPTED),
    )
    mail = a_mail(challenge=(challenge := a_challenge()))

    def work(number: int) -> None:
        challenges.close(challenge.pk, timezone.now())
        delivery.deliver(number)

    together(work, [mail.pk])
    mail.refresh_from_db()
    assert (mail.state, sent[mail.message_id]) in {(MailState.SENT, 1), (MailState.DROPPED, 0)}
