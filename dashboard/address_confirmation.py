"""Asking again for the mail that confirms an address, by the user who is signed in already."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.credentials import challenges, throttle
from accounts.credentials.challenges import newest_welcome
from accounts.domain.events import SYSTEM
from accounts.domain.messages import Message
from accounts.events.log import (
    Entry,
    acting,
    record,
    record_refusal,
)
from accounts.models import Challenge, User
from flows.completion.registration import WELCOME_LIFETIME
from flows.domain.transaction import RESEND_AFTER
from flows.handlers.email import TOO_SOON, seconds_to_wait
from flows.notifications import SENT, send_welcome_link, welcome_request
from flows.rate_limits import charge_mail, throttled
from flows.step_submission import ClientContext, Refused, refused_with

MAIL_SENT = "ssr.mail.sent"


def send_again(user: User, client: ClientContext, now: datetime) -> Message | None:
    """Send a fresh link, the only valid one from now on; return the message for the page.

    A user with a verified address gets no mail and no message. A mail is counted, committed, before it is
    queued.
    """
    if user.email_verified:
        return None
    last = newest_welcome(user)
    denied = _denied(user, last, client, now)
    if denied is None:
        return _send(user, last, client, now)
    (message,) = denied.messages
    if denied.event:
        entry = Entry(denied.event, reason=message.key, user_id=user.public_id, actor=acting(user))
        record_refusal(entry, subject=user.public_id, now=now)
    return message


def _denied(user: User, last: Challenge | None, client: ClientContext, now: datetime) -> Refused | None:
    slowed = throttled(throttle.Kind.MAIL, client)
    if slowed is not None:
        return slowed
    seconds = seconds_to_wait(last.sent_at, now, RESEND_AFTER) if last is not None else 0
    if seconds:
        return refused_with(TOO_SOON, str(seconds))
    return charge_mail(user.login or "", client, now)


def _send(user: User, last: Challenge | None, client: ClientContext, now: datetime) -> Message:
    with transaction.atomic():
        challenge = _next_challenge(user, last, now)
        if challenge is None:
            return Message(TOO_SOON, (str(RESEND_AFTER // timedelta(seconds=1)),))
        send_welcome_link(user, challenge, client, now)
        sent = {"purpose": challenge.purpose, "serial": challenge.serial, "variant": "link"}
        record([Entry(SENT, user_id=user.public_id, actor=SYSTEM, detail=sent)], now=now)
    return Message(MAIL_SENT, (user.email,))


def _next_challenge(user: User, last: Challenge | None, now: datetime) -> Challenge | None:
    """Return the challenge of the next mail, or None when a concurrent request was first."""
    if last is not None and _is_open(last, user, now):
        # No lock on the user: a confirmation locks the challenge first and the user second.
        if not challenges.renew(last.pk, last.serial, now=now, lifetime=WELCOME_LIFETIME):
            return None
        last.refresh_from_db()
        return last
    locked = User.objects.select_for_update(no_key=True).filter(
        pk=user.pk, login=user.login, email_verified=False
    )
    if not locked.exists() or newest_welcome(user) != last:
        return None
    return challenges.open_challenge(welcome_request(user, WELCOME_LIFETIME), now)


def _is_open(challenge: Challenge, user: User, now: datetime) -> bool:
    """Whether a next link of this challenge would work; without its key none can be made."""
    over = challenge.used_at is not None or challenge.closed_at is not None or challenge.expires_at <= now
    return not over and challenge.address == user.login and challenges.has_key(challenge)
