"""Notices by mail about a user's account. No link in these mails signs a user in.

Each function runs in the atomic block of its event. ``client`` is "Firefox on Linux" or the like,
``ip_address`` the origin of the request.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.clients import UNKNOWN
from accounts.domain.identifiers import EmailAddress, parse_email
from accounts.domain.security_changes import recipients_of, undo_address
from accounts.lifecycle.security_changes import RecordedChange, current_address, recent_addresses
from accounts.messaging import outbox
from accounts.models import Challenge, OutboxMail, User

LOCK_MAIL_EVERY: Final = timedelta(hours=1)
LOCKED_OUT: Final = "locked_out"


@dataclass(frozen=True, slots=True)
class RequestClient:
    """Who did what a mail tells about: which browser, from which network address."""

    client: str = ""
    ip_address: str = ""


def _context(user: User, request_client: RequestClient, now: datetime, **parameters: str) -> dict[str, str]:
    return {
        "first_name": user.first_name,
        "requested_from": request_client.client or UNKNOWN,
        "requested_at": now.isoformat(),
        "network": request_client.ip_address,
        **parameters,
    }


def _send(
    template: str, user: User, request_client: RequestClient, now: datetime, **parameters: str
) -> OutboxMail:
    context = _context(user, request_client, now, **parameters)
    return outbox.enqueue(template=template, to=parse_email(user.email), context=context)


def notify_of_new_device(user: User, client: str, ip_address: str, now: datetime) -> None:
    """Tell the user that they signed in where they had never signed in before."""
    _send("new_sign_in", user, RequestClient(client, ip_address), now)


def notify_of_lock(
    user: User, request_client: RequestClient, now: datetime, *, trusted: bool, until: datetime | None
) -> bool:
    """Tell the user that too many wrong passwords were given, once an hour at most; return whether it did.

    ``trusted`` says that it happened in a browser of their own, ``until`` when it opens by itself.
    """
    with transaction.atomic():
        # Held until the end of the block: two locks at the same moment make one mail.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if _was_notified_lately(user):
            return False
        parameters = {
            "own_browsers": "yes" if trusted else "",
            "locked_until": until.isoformat() if until else "",
        }
        _send(LOCKED_OUT, user, request_client, now, **parameters)
    return True


def _was_notified_lately(user: User) -> bool:
    """Return whether a mail about a lock was queued within the hour, by the outbox's real time."""
    lately = OutboxMail.objects.filter(created_at__gt=timezone.now() - LOCK_MAIL_EVERY)
    return lately.filter(template=LOCKED_OUT, to=parse_email(user.email).display).exists()


def notify_of_authenticator_added(
    user: User,
    added: Authenticator,
    request_client: RequestClient,
    now: datetime,
    change: RecordedChange | None = None,
    *,
    name: str = "",
) -> None:
    """Mail that an authenticator was added; the owner's copy has the link that undoes the change.

    ``name`` is that of the one among several, for example of a linked account.
    """
    _notify("authenticator_added", user, request_client, now, change, authenticator=name or added.label)


def notify_of_authenticator_removed(
    user: User,
    removed: Authenticator,
    request_client: RequestClient,
    now: datetime,
    change: RecordedChange | None = None,
    *,
    name: str = "",
) -> None:
    """Mail that an authenticator was removed. Without a ``change`` an administrator did it: no undo link."""
    _notify("authenticator_removed", user, request_client, now, change, authenticator=name or removed.label)


def notify_of_password_change(
    user: User, request_client: RequestClient, now: datetime, change: RecordedChange
) -> None:
    """Mail that the password was changed."""
    _notify("password_changed", user, request_client, now, change)


def notify_of_address_change(
    user: User, request_client: RequestClient, now: datetime, change: RecordedChange
) -> None:
    """Mail that the address was changed.

    The user's row has the new address already; of it the mail shows no more than its owner recognises.
    """
    masked = parse_email(user.email).masked()
    _notify("email_changed_old", user, request_client, now, change, address=masked)


def notify_of_access_code(user: User, now: datetime, ends: datetime) -> None:
    """Mail that an administrator has issued a temporary access code, to everybody who may be the owner."""
    _notify("access_code_issued", user, RequestClient(), now, None, ends_at=ends.isoformat())


def notify_of_deletion(
    user: User, challenge: Challenge, request_client: RequestClient, now: datetime
) -> None:
    """Tell the user that their account is about to be deleted, with the link that keeps it."""
    _send_deletion_notice(parse_email(user.email), challenge, user, request_client, now)


def notify_older_address_of_deletion(
    user: User, request_client: RequestClient, now: datetime, change: RecordedChange
) -> None:
    """Mail the deletion to the owner's older address, with a link that undoes more than the deletion."""
    undo = undo_address(change.before)
    if undo is not None and change.undo is not None:
        _send_deletion_notice(parse_email(undo.display), change.undo, user, request_client, now)


def _send_deletion_notice(
    to: EmailAddress, challenge: Challenge, user: User, request_client: RequestClient, now: datetime
) -> None:
    context = _context(user, request_client, now)
    outbox.enqueue(template="account_leaving", to=to, context=context, challenge=challenge)


def _notify(
    template: str,
    user: User,
    request_client: RequestClient,
    now: datetime,
    change: RecordedChange | None,
    **parameters: str,
) -> None:
    """Mail a security change to the address from before the last seven days' changes, and to newer ones.

    Only the copy to the older address has the undo link.
    """
    before = change.before if change is not None else recent_addresses(user, now)
    recipients = recipients_of(before, current_address(user))
    context = _context(user, request_client, now, **parameters)
    if recipients.undo is not None:
        challenge = change.undo if change is not None else None
        outbox.enqueue(
            template=template,
            to=parse_email(recipients.undo.display),
            context=context,
            challenge=challenge,
        )
    for other in recipients.others:
        outbox.enqueue(template=template, to=parse_email(other.display), context=context)
