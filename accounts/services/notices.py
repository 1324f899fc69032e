"""Telling people by mail what happened to their account. No link in these mails signs anybody in.

Each function is called in the atomic block of what it tells about. ``client`` is "Firefox on Linux" or the
like, ``ip_address`` where the request came from.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.clients import UNKNOWN
from accounts.domain.identifiers import EmailAddress, parse_email
from accounts.models import Challenge, OutboxMail, User
from accounts.services import challenges, outbox

# Pages of the apps above, as plain text; a test holds them to the routes.
SIGN_IN: Final = "/signin"
RECOVER: Final = "/recover"
REVIEW: Final = "/me/security"
LINK_PREFIX: Final = "/flow/link/"

UNDO_LIFETIME: Final = timedelta(days=7)
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
        User.objects.select_for_update().get(pk=person.pk)
        if _was_told_lately(person):
            return False
        said = {"own_browsers": "yes" if known else "", "locked_until": until.isoformat() if until else ""}
        _tell(LOCKED_OUT, person, asker, now, **said)
    return True


def _was_told_lately(person: User) -> bool:
    """Whether a mail about a lock was asked for within the hour; the outbox knows real time only."""
    lately = OutboxMail.objects.filter(created_at__gt=timezone.now() - LOCK_MAIL_EVERY)
    return lately.filter(template=LOCKED_OUT, to=parse_email(person.email).display).exists()


def tell_of_authenticator_added(person: User, added: Authenticator, asker: Asker, now: datetime) -> None:
    """Tell the person that there is one way more to sign in."""
    _tell("authenticator_added", person, asker, now, authenticator=added.label)


def tell_of_authenticator_removed(person: User, removed: Authenticator, asker: Asker, now: datetime) -> None:
    """Tell the person that there is one way less to sign in."""
    _tell("authenticator_removed", person, asker, now, authenticator=removed.label)


def tell_of_address_change(person: User, old: EmailAddress, asker: Asker, now: datetime) -> None:
    """Tell the old address that it is none any more, with a link that takes the change back for seven days.

    The person's row has the new address already; of it the mail shows no more than its owner recognises.
    """
    request = challenges.Request(ChallengePurpose.EMAIL_UNDO, old.normal, UNDO_LIFETIME, person_id=person.pk)
    outbox.enqueue(
        template="email_changed_old",
        to=old,
        context=_context(person, asker, now, address=parse_email(person.email).masked()),
        challenge=challenges.open_challenge(request, now),
        link_prefix=LINK_PREFIX,
    )


def tell_of_leaving(person: User, challenge: Challenge, asker: Asker, now: datetime) -> None:
    """Tell the person that their account is about to be deleted, with the link that keeps it."""
    outbox.enqueue(
        template="account_leaving",
        to=parse_email(person.email),
        context=_context(person, asker, now),
        challenge=challenge,
        link_prefix=LINK_PREFIX,
    )
