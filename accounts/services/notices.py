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
from accounts.models import Challenge, OutboxMail, User
from accounts.services import outbox
from accounts.services.security_changes import RecordedChange, current_address, recent_addresses

# Pages of the apps above, as plain text; a test holds them to the routes.
SIGN_IN: Final = "/signin"
RECOVER: Final = "/recover"
REVIEW: Final = "/me/security"
LINK_PREFIX: Final = "/flow/link/"

LOCK_MAIL_EVERY: Final = timedelta(hours=1)
LOCKED_OUT: Final = "locked_out"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who did what a mail tells about: which browser, from which network address."""

    client: str = ""
    ip_address: str = ""


def _context(person: User, asker: Asker, now: datetime, **said: str) -> dict[str, str]:
    return {
        "first_name": person.first_name,
        "requested_from": asker.client or UNKNOWN,
        "requested_at": now.isoformat(),
        "network": asker.ip_address,
        "sign_in_url_path": SIGN_IN,
        "recover_url_path": RECOVER,
        "review_url_path": REVIEW,
        **said,
    }


def _tell(template: str, person: User, asker: Asker, now: datetime, **said: str) -> OutboxMail:
    context = _context(person, asker, now, **said)
    return outbox.enqueue(template=template, to=parse_email(person.email), context=context)


def tell_of_new_device(person: User, client: str, ip_address: str, now: datetime) -> None:
    """Tell the person that they signed in where they had never signed in before."""
    _tell("new_sign_in", person, Asker(client, ip_address), now)


def tell_of_lock(person: User, asker: Asker, now: datetime, *, known: bool, until: datetime | None) -> bool:
    """Tell the person that too many wrong passwords were given, once an hour at most; return whether it did.

    ``known`` says that it happened in a browser of their own, ``until`` when it opens by itself.
    """
    with transaction.atomic():
        # Held until the end of the block: two locks at the same moment make one mail.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if _was_told_lately(person):
            return False
        said = {"own_browsers": "yes" if known else "", "locked_until": until.isoformat() if until else ""}
        _tell(LOCKED_OUT, person, asker, now, **said)
    return True


def _was_told_lately(person: User) -> bool:
    """Return whether a mail about a lock was queued within the hour, by the outbox's real time."""
    lately = OutboxMail.objects.filter(created_at__gt=timezone.now() - LOCK_MAIL_EVERY)
    return lately.filter(template=LOCKED_OUT, to=parse_email(person.email).display).exists()


def tell_of_authenticator_added(
    person: User, added: Authenticator, asker: Asker, now: datetime, change: RecordedChange | None = None
) -> None:
    """Mail that an authenticator was added; the owner's copy has the link that undoes the change."""
    _notify("authenticator_added", person, asker, now, change, authenticator=added.label)


def tell_of_authenticator_removed(
    person: User, removed: Authenticator, asker: Asker, now: datetime, change: RecordedChange | None = None
) -> None:
    """Mail that an authenticator was removed. Without a ``change`` an administrator did it: no undo link."""
    _notify("authenticator_removed", person, asker, now, change, authenticator=removed.label)


def tell_of_password_change(person: User, asker: Asker, now: datetime, change: RecordedChange) -> None:
    """Mail that the password was changed."""
    _notify("password_changed", person, asker, now, change)


def tell_of_address_change(person: User, asker: Asker, now: datetime, change: RecordedChange) -> None:
    """Mail that the address was changed.

    The person's row has the new address already; of it the mail shows no more than its owner recognises.
    """
    masked = parse_email(person.email).masked()
    _notify("email_changed_old", person, asker, now, change, address=masked)


def tell_of_access_code(person: User, now: datetime, ends: datetime) -> None:
    """Mail that an administrator has issued a temporary access code, to everybody who may be the owner."""
    _notify("access_code_issued", person, Asker(), now, None, ends_at=ends.isoformat())


def tell_of_leaving(person: User, challenge: Challenge, asker: Asker, now: datetime) -> None:
    """Tell the person that their account is about to be deleted, with the link that keeps it."""
    _send_leaving(parse_email(person.email), challenge, person, asker, now)


def tell_older_address_of_leaving(person: User, asker: Asker, now: datetime, change: RecordedChange) -> None:
    """Mail the deletion to the owner's older address, with a link that undoes more than the deletion."""
    undo = undo_address(change.before)
    if undo is not None and change.undo is not None:
        _send_leaving(parse_email(undo.display), change.undo, person, asker, now)


def _send_leaving(to: EmailAddress, challenge: Challenge, person: User, asker: Asker, now: datetime) -> None:
    context = _context(person, asker, now)
    outbox.enqueue(
        template="account_leaving", to=to, context=context, challenge=challenge, link_prefix=LINK_PREFIX
    )


def _notify(
    template: str, person: User, asker: Asker, now: datetime, change: RecordedChange | None, **said: str
) -> None:
    """Mail a security change to the address from before the last seven days' changes, and to newer ones.

    Only the copy to the older address has the undo link.
    """
    before = change.before if change is not None else recent_addresses(person, now)
    recipients = recipients_of(before, current_address(person))
    context = _context(person, asker, now, **said)
    if recipients.undo is not None:
        challenge = change.undo if change is not None else None
        outbox.enqueue(
            template=template,
            to=parse_email(recipients.undo.display),
            context=context,
            challenge=challenge,
            link_prefix=LINK_PREFIX if challenge is not None else "",
        )
    for other in recipients.others:
        outbox.enqueue(template=template, to=parse_email(other.display), context=context)
