"""Test emails: the way of every mail, from the outbox through a worker to the mail server, and the answer."""

import time
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.domain.events import Target, TargetType
from accounts.domain.identifiers import EmailAddress
from accounts.events.log import Entry, acting, record
from accounts.messaging.outbox import enqueue
from accounts.models import MailState, OutboxMail, User

TEMPLATE: Final = "test"
REQUEST_EVENT: Final = "system.email.test_request"
MAX_WAIT_SECONDS: Final = 6.0
POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class EmailTestResult:
    """What became of a test email: its state, and the mail server's answer or the fault on the way to it."""

    state: MailState
    answer: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether no worker has finished it yet."""
        return self.state in (MailState.QUEUED, MailState.SENDING)


def send_test_email(
    to: EmailAddress,
    *,
    requested_from: str,
    first_name: str = "",
    language: str = "en",
    actor: User | None = None,
) -> OutboxMail:
    """Queue a test email. It is tried once; the result is the event ``system.email.test``.

    ``requested_from`` is the browser or program that the mail names as the origin of the request.
    """
    now = timezone.now()
    context = {"requested_from": requested_from, "requested_at": now.isoformat(), "first_name": first_name}
    with transaction.atomic():
        mail = enqueue(template=TEMPLATE, to=to, context=context, language=language)
        targets = (Target(TargetType.MESSAGE, mail.message_id),)
        record([Entry(REQUEST_EVENT, actor=acting(actor), targets=targets)], now=now)
    return mail


def wait_for_result(mail_id: int, seconds: float = MAX_WAIT_SECONDS) -> EmailTestResult:
    """Return the result of a test email, after at most this many seconds. Call it outside an atomic block."""
    ends = time.monotonic() + seconds
    while True:
        row = OutboxMail.objects.filter(pk=mail_id).values_list("state", "last_error").get()
        result = EmailTestResult(MailState(row[0]), row[1])
        if not result.is_waiting or time.monotonic() >= ends:
            return result
        time.sleep(POLL_SECONDS)
