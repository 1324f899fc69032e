import time
from datetime import timedelta
from threading import Event as ThreadEvent

import pytest
import time_machine
from django.core import mail as django_mail
from django.db.models import Model
from django.utils import timezone

from accounts.brand import current_brand
from accounts.configuration_cache import raise_version
from accounts.credentials import challenges
from accounts.messaging import delivery, email_transport, lease
from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.messaging.rendered_email import render
from accounts.models import Challenge, Event, MailState, OutboxMail
from tests.accounts.messaging.letters import (
    ADA,
    a_challenge,
    a_mail,
    proof_of,
)

pytestmark = pytest.mark.django_db


def stored(mail: OutboxMail) -> OutboxMail:
    return OutboxMail.objects.get(pk=mail.pk)


def answers(monkeypatch: pytest.MonkeyPatch, *given: DeliveryResult) -> list[str]:
    """Let the mail server give these answers; return the Message-IDs of what was handed over."""
    left, handed_over = list(given), []

    def submit_message(letter):
        handed_over.append(letter.message_id)
        return left.pop(0)

    monkeypatch.setattr(delivery, "submit_message", submit_message)
    return handed_over


LATER, NEVER = DeliveryResult(Verdict.LATER, "451 4.3.0"), DeliveryResult(Verdict.NEVER, "550 5.1.1")
ACCEPTED = DeliveryResult(Verdict.ACCEPTED)


def test_a_delivered_mail_says_the_code_that_the_challenge_expects(mailoutbox):
    mail = a_mail(challenge=(challenge := a_challenge()))
    delivery.deliver(mail.pk)
    assert [sent.to for sent in mailoutbox] == [[ADA]]
    assert mailoutbox[0].subject.startswith(proof_of(challenge).code)
    assert (stored(mail).state, stored(mail).lease_until) == (MailState.SENT, None)


def columns_of(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.postgres
def test_taken_mail_is_the_row_with_its_challenge():
    mail = a_mail(context={"app_label": "Orchard “1”"})
    taken = lease.take(mail.pk, timezone.now())
    stored = OutboxMail.objects.select_related("challenge").get()
    assert (taken.state, taken.attempts) == (MailState.SENDING, 1)
    assert columns_of(taken) == columns_of(stored)
    assert columns_of(taken.challenge) == columns_of(stored.challenge)


@pytest.mark.postgres
def test_mail_without_a_challenge_is_taken_sent_and_marked(mailoutbox):
    mail = a_mail("account_exists")
    delivery.deliver(mail.pk)
    assert (len(mailoutbox), OutboxMail.objects.get().state) == (1, MailState.SENT)


@pytest.mark.postgres
def test_a_mail_costs_two_statements(mailoutbox, django_assert_num_queries):
    mail = a_mail()
    raise_version()
    current_brand()
    with django_assert_num_queries(2):
        delivery.deliver(mail.pk)
    assert len(mailoutbox) == 1


def test_a_mail_that_was_sent_is_not_sent_again(mailoutbox, django_assert_num_queries):
    mail = a_mail()
    delivery.deliver(mail.pk)
    with django_assert_num_queries(1):
        delivery.deliver(mail.pk)
    assert len(mailoutbox) == 1


def test_a_mail_in_another_workers_hands_is_left_to_it(mailoutbox):
    mail = a_mail()
    lease.take(mail.pk, timezone.now())
    delivery.deliver(mail.pk)
    assert mailoutbox == []


def test_a_mail_whose_worker_died_is_sent_when_the_lease_ends(mailoutbox):
    mail = a_mail("account_exists")
    claimed = lease.take(mail.pk, timezone.now())
    with time_machine.travel(claimed.lease_until + timedelta(seconds=1)):
        delivery.deliver(mail.pk)
    assert [sent.extra_headers["Message-ID"] for sent in mailoutbox] == [mail.message_id]
    assert stored(mail).attempts == 2


def test_worker_without_lease_does_not_overwrite_the_next_workers_row():
    mail = a_mail("account_exists")
    late = lease.take(mail.pk, timezone.now())
    with time_machine.travel(late.lease_until + timedelta(seconds=1)):
        delivery.deliver(mail.pk)
    delivery._end(late, MailState.FAILED, "too late")
    assert stored(mail).state == MailState.SENT
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_lease_is_renewed_for_as_long_as_the_mail_server_takes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.01)
    mail = a_mail()
    claimed = lease.take(mail.pk, timezone.now())
    with lease.renewed_lease(claimed):
        while stored(mail).lease_until == claimed.lease_until:
            time.sleep(0.01)
    assert stored(mail).lease_until > claimed.lease_until


@pytest.mark.django_db(transaction=True)
def test_lease_of_a_mail_that_was_marked_is_not_renewed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0)
    mail = a_mail()
    claimed = lease.take(mail.pk, timezone.now())
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, lease_until=None)
    lease._renew(mail.pk, claimed.attempts, ThreadEvent())
    assert stored(mail).lease_until is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"used_at": timezone.now()}, "used"),
        ({"closed_at": timezone.now()}, "closed"),
        ({"serial": 2}, "superseded"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
    ],
)
def test_superseded_mail_is_dropped_and_recorded(mailoutbox, change, reason: str):
    mail = a_mail(challenge=(challenge := a_challenge()))
    Challenge.objects.filter(pk=challenge.pk).update(**change)
    delivery.deliver(mail.pk)
    event = Event.objects.get(type="system.email.delivery")
    assert mailoutbox == []
    assert (stored(mail).state, stored(mail).last_error) == (MailState.DROPPED, reason)
    assert (event.outcome, event.reason, event.transaction_id) == (
        "failure",
        f"dropped: {reason}",
        "transaction-1",
    )


def test_a_mail_whose_challenge_was_deleted_is_dropped(mailoutbox):
    mail = a_mail(challenge=(challenge := a_challenge()))
    challenge.delete()
    delivery.deliver(mail.pk)
    assert (mailoutbox, stored(mail).last_error) == ([], "challenge_gone")


def test_a_resend_drops_the_older_mail_and_sends_the_newer(mailoutbox):
    older = a_mail(challenge=(challenge := a_challenge()))
    challenges.renew(challenge.pk, 1, now=timezone.now(), lifetime=timedelta(minutes=10))
    newer = a_mail(challenge=Challenge.objects.get(pk=challenge.pk))
    delivery.deliver(older.pk)
    delivery.deliver(newer.pk)
    assert (stored(older).state, stored(newer).state, len(mailoutbox)) == (
        MailState.DROPPED,
        MailState.SENT,
        1,
    )


def test_a_code_whose_key_was_taken_away_is_given_up(settings, mailoutbox):
    mail = a_mail()
    settings.CHALLENGE_KEYS = "another:" + "k" * 32
    delivery.deliver(mail.pk)
    assert (mailoutbox, stored(mail).state, stored(mail).last_error) == ([], MailState.FAILED, "key_gone")


def test_recipient_refusal_ends_the_mail_and_logs_no_address(monkeypatch):
    answers(monkeypatch, NEVER)
    mail = a_mail("account_exists")
    delivery.deliver(mail.pk)
    event = Event.objects.get(type="system.email.delivery")
    assert (stored(mail).state, event.reason, event.targets) == (
        MailState.FAILED,
        "failed: 550 5.1.1",
        [{"type": "message", "id": mail.message_id}],
    )
    assert ADA not in str([event.detail, event.reason, event.targets])


def test_a_refusal_for_now_is_tried_again_under_the_same_message_id(monkeypatch):
    handed_over = answers(monkeypatch, LATER, ACCEPTED)
    mail = a_mail()
    delivery.deliver(mail.pk)
    assert (stored(mail).state, stored(mail).last_error) == (MailState.QUEUED, "451 4.3.0")
    with time_machine.travel(stored(mail).available_at):
        delivery.deliver(mail.pk)
    assert (handed_over, stored(mail).state) == ([mail.message_id] * 2, MailState.SENT)


def test_a_second_try_says_the_same_code_as_the_first():
    mail = a_mail()
    first, second = (render(stored(mail), proof_of(stored(mail).challenge)) for _ in range(2))
    assert (first.subject, first.text) == (second.subject, second.text)


def test_nothing_is_tried_before_its_pause_is_over(monkeypatch):
    handed_over = answers(monkeypatch, LATER)
    mail = a_mail()
    delivery.deliver(mail.pk)
    delivery.deliver(mail.pk)
    assert len(handed_over) == 1


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 10), (5, 80), (10, 2560), (11, 3600), (40000, 3600)]
)
def test_pauses_double_up_to_an_hour_and_are_never_the_same_for_all(attempts: int, seconds: int):
    pauses = [delivery._pause(attempts).total_seconds() for _ in range(50)]
    assert seconds / 2 <= min(pauses) < max(pauses) <= seconds


@pytest.mark.parametrize(
    ("template", "hours", "attempts"), [("sign_up_code", 0.2, (5, 10)), ("account_exists", 25, (25, 70))]
)
def test_a_mail_is_tried_as_long_as_it_is_worth_reading(monkeypatch, template: str, hours: float, attempts):
    answers(monkeypatch, *[LATER] * 100)
    mail = a_mail(template)
    while (row := stored(mail)).state == MailState.QUEUED:
        with time_machine.travel(row.available_at):
            delivery.deliver(mail.pk)
    assert row.state == MailState.FAILED
    assert attempts[0] <= row.attempts <= attempts[1]
    assert row.available_at - row.created_at < timedelta(hours=hours)
    assert Event.objects.filter(type="system.email.delivery", outcome="failure").count() == 1


def test_internal_error_keeps_the_mail_for_a_retry(monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError

    mail = a_mail()
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "render", broken)
        delivery.deliver(mail.pk)
    assert (stored(mail).state, stored(mail).last_error) == (MailState.QUEUED, "ZeroDivisionError")
    with time_machine.travel(stored(mail).available_at):
        delivery.deliver(mail.pk)
    assert stored(mail).state == MailState.SENT


def test_sweep_delivers_unannounced_mails_and_leaves_fresh_ones(mailoutbox):
    forgotten = a_mail("account_exists", to="one@example.com")
    OutboxMail.objects.filter(pk=forgotten.pk).update(available_at=timezone.now() - timedelta(seconds=6))
    fresh = a_mail("account_exists", to="two@example.com")
    delivery.sweep()
    assert (stored(forgotten).state, stored(fresh).state) == (MailState.SENT, MailState.QUEUED)


def test_the_sweep_stops_in_time_for_the_next_one(monkeypatch, mailoutbox):
    OutboxMail.objects.filter(pk=a_mail().pk).update(available_at=timezone.now() - timedelta(seconds=6))
    monkeypatch.setattr(delivery, "SWEEP_SECONDS", -1)
    delivery.sweep()
    assert mailoutbox == []


def test_sent_mail_is_deleted_after_a_day_and_waiting_mail_never(mailoutbox):
    sent, waiting = a_mail("account_exists"), a_mail("account_exists")
    delivery.deliver(sent.pk)
    now = timezone.now()
    assert delivery.purge(now + timedelta(hours=23)) == 0
    assert delivery.purge(now + timedelta(days=1, hours=1)) == 1
    assert list(OutboxMail.objects.all()) == [waiting]


def test_one_connection_carries_many_letters(mailoutbox, settings):
    for number in range(3):
        delivery.deliver(a_mail("account_exists", to=f"p{number}@example.com").pk)
    assert email_transport._line.sent_count == 3
    assert len(django_mail.outbox) == 3
