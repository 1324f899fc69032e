"""Delivering the mails and text messages that wait in the outbox.

A worker takes a row by one conditional UPDATE that also sets when the row is free again, and renews that
lease while it sends: two workers never hold one row, and a worker that dies leaves its row to the next within
seconds. Delivery is at least once: a mail whose fate is unknown is sent again under the same Message-ID, by
which mailboxes know it.
"""

import logging
import random
import time
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.credentials.challenges import code_of, link_token_of, sending_of
from accounts.domain.codes import UnknownKey
from accounts.domain.events import SYSTEM, Target, TargetType
from accounts.events import log
from accounts.messaging import sms_gateway
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.email_transport import MAX_ANSWER, DeliveryResult, Verdict, submit_message
from accounts.messaging.lease import mark_sent, renewed_lease, take
from accounts.messaging.rendered_email import Proof, render
from accounts.messaging.text_message import write
from accounts.models import Challenge, Channel, MailState, OutboxMail, User
from accounts.users.lookup import public_ids

EVENT_TYPES: Final = {Channel.EMAIL: "system.email.delivery", Channel.SMS: "system.sms.delivery"}
TEST_EVENT: Final = "system.email.test"
WAITING: Final = (MailState.QUEUED, MailState.SENDING)
FIRST_RETRY_SECONDS: Final = 5.0
MAX_RETRY_SECONDS: Final = 3600.0
GIVE_UP_AFTER: Final = timedelta(hours=24)
SWEEP_AGE: Final = timedelta(seconds=5)
SWEEP_SECONDS: Final = 20.0
SWEEP_ROWS: Final = 500
RETENTION: Final = timedelta(hours=24)

logger = logging.getLogger(__name__)


def deliver(mail_id: int) -> None:
    """Deliver one mail, unless it is done, not yet due or in another worker's hands.

    Two statements when all goes well. No fault of the mail or of its server is raised.
    """
    mail = take(mail_id, timezone.now())
    if mail is None:
        return
    if mail.challenge is not None and mail.challenge.decoy:
        mail.delete()  # asked for so that a request for nobody takes as long as any other
        return
    if reason := obsolete_reason(mail, timezone.now()):
        _end(mail, MailState.DROPPED, reason)
        return
    with renewed_lease(mail):
        result = _attempt(mail)
    if mail.channel == Channel.EMAIL and CATALOGUE[mail.template].reported:
        _report(mail, result)
        return
    match result.verdict:
        case Verdict.ACCEPTED:
            mark_sent(mail, timezone.now())
        case Verdict.NEVER:
            _end(mail, MailState.FAILED, result.note)
        case Verdict.LATER:
            _postpone(mail, result.note)


def sweep() -> None:
    """Deliver what is overdue: its wake-up call was lost, its time to try again has come, or its worker died.

    The mails are delivered here and now: further messages would pile up in the very queue that is too slow.
    """
    ends = time.monotonic() + SWEEP_SECONDS
    overdue = OutboxMail.objects.filter(state__in=WAITING, available_at__lte=timezone.now() - SWEEP_AGE)
    for mail_id in overdue.order_by("available_at").values_list("id", flat=True)[:SWEEP_ROWS]:
        if time.monotonic() > ends:
            return
        deliver(mail_id)


def purge(now: datetime) -> int:
    """Delete mails a day after they were queued, with the address and the name in them.

    The system log keeps why one was not sent, without the address. A waiting mail stays: it has a deadline
    of its own.
    """
    return OutboxMail.objects.filter(created_at__lt=now - RETENTION).exclude(state__in=WAITING).delete()[0]


def obsolete_reason(mail: OutboxMail, now: datetime) -> str:
    """Return why the mail is obsolete, or an empty text."""
    if mail.challenge is None:
        needed = mail.channel == Channel.SMS or CATALOGUE[mail.template].challenged
        return "challenge_gone" if needed else ""
    return _is_obsolete_challenge(mail.challenge, mail.serial, now)


def _is_obsolete_challenge(challenge: Challenge, serial: int | None, now: datetime) -> str:
    if challenge.used_at is not None:
        return "used"
    if challenge.closed_at is not None:
        return "closed"
    if challenge.serial != serial:
        return "superseded"
    return "expired" if challenge.expires_at <= now else ""


def _attempt(mail: OutboxMail) -> DeliveryResult:
    try:
        proof = _proof(mail.challenge)
        if mail.channel == Channel.SMS:
            return sms_gateway.submit_message(write(mail, proof.code))
        return submit_message(render(mail, proof))
    except UnknownKey:
        # The code can never be right again; the user asks for a new one.
        return DeliveryResult(Verdict.NEVER, "key_gone")
    except Exception as error:
        # A fault of ours, in a template or in the settings: the mail is worth keeping until it is mended.
        logger.exception("mail not written", extra={"mail": mail.pk, "template": mail.template})
        return DeliveryResult(Verdict.LATER, type(error).__name__)


def _proof(challenge: Challenge | None) -> Proof:
    if challenge is None:
        return Proof()
    sending = sending_of(challenge)
    return Proof(code_of(sending), link_token_of(sending))


def _postpone(mail: OutboxMail, note: str) -> None:
    again = timezone.now() + _pause(mail.attempts)
    if again >= _deadline(mail):
        _end(mail, MailState.FAILED, note)
        return
    logger.warning("mail postponed", extra={"mail": mail.pk, "attempts": mail.attempts, "answer": note})
    _mark(mail, state=MailState.QUEUED, available_at=again, lease_until=None, last_error=note[:200])


def _pause(attempts: int) -> timedelta:
    """Twice as long after each attempt up to an hour, and never for all mails at the same moment."""
    doubled = FIRST_RETRY_SECONDS * 2 ** min(attempts - 1, 20)
    return timedelta(seconds=min(doubled, MAX_RETRY_SECONDS) * random.uniform(0.5, 1.0))  # noqa: S311


def _deadline(mail: OutboxMail) -> datetime:
    return mail.challenge.expires_at if mail.challenge else mail.created_at + GIVE_UP_AFTER


def _report(mail: OutboxMail, result: DeliveryResult) -> None:
    """End a test email after its first attempt, with the server's answer in its row and an event."""
    is_sent, now = result.verdict is Verdict.ACCEPTED, timezone.now()
    state = MailState.SENT if is_sent else MailState.FAILED
    changes = {"sent_at": now} if is_sent else {}
    answer = (result.answer or result.note)[:MAX_ANSWER]
    with transaction.atomic():
        if _mark(mail, state=state, lease_until=None, last_error=answer, **changes):
            outcome = log.SUCCESS if is_sent else log.FAILURE
            targets = (Target(TargetType.MESSAGE, mail.message_id),)
            entry = log.Entry(
                TEST_EVENT, outcome=outcome, reason=result.note[:80], actor=SYSTEM, targets=targets
            )
            log.record([entry], now=now)


def _end(mail: OutboxMail, state: MailState, reason: str) -> None:
    """Give a mail up, and say so in the system log."""
    with transaction.atomic():
        if _mark(mail, state=state, lease_until=None, last_error=reason[:200]):
            log.record([_entry(mail, state, reason)], now=timezone.now())
    logger.warning("mail given up", extra={"mail": mail.pk, "state": state.value, "answer": reason})


def _entry(mail: OutboxMail, state: MailState, reason: str) -> log.Entry:
    challenge = mail.challenge
    return log.Entry(
        EVENT_TYPES[Channel(mail.channel)],
        outcome=log.FAILURE,
        reason=f"{state.value}: {reason}"[:80],
        user_id=_public_id(challenge),
        actor=SYSTEM,
        transaction_id=challenge.transaction_id if challenge else "",
        targets=(Target(TargetType.MESSAGE, mail.message_id),),
        detail={"template": mail.template, "attempts": mail.attempts},
    )


def _public_id(challenge: Challenge | None) -> str:
    user_id = challenge.user_id if challenge is not None else None
    return "" if user_id is None else public_ids(User, {user_id}).get(user_id, "")


def _mark(mail: OutboxMail, **changes: Any) -> bool:
    """Write what became of the attempt, unless the lease ended and the mail is another worker's by now."""
    mine = OutboxMail.objects.filter(id=mail.pk, state=MailState.SENDING, attempts=mail.attempts)
    return bool(mine.update(**changes))
