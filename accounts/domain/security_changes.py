"""Security changes of the last seven days: the addresses to notify, and what a recovery may ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.choice import Choice
from accounts.domain.enrollments import Enrolled
from accounts.domain.messages.entry import gettext_noop as _

WINDOW: Final = timedelta(days=7)
"""For how long a change can be undone, and a new authenticator counts as new."""


class SecurityChangeKind(Choice):
    """What was changed."""

    # Translators: undo page, list of changes; {0} is a sign-in method
    ADDED = "added", _("{0} added")
    # Translators: undo page, list of changes; {0} is a sign-in method
    REPLACED = "replaced", _("{0} replaced")
    # Translators: undo page, list of changes; {0} is a sign-in method
    REMOVED = "removed", _("{0} removed")
    # Translators: undo page, list of changes
    PASSWORD = "password", _("Password changed")
    # Translators: undo page, list of changes
    ADDRESS = "address", _("Email address changed")
    # Translators: undo page, list of changes
    DELETION = "deletion", _("Account deletion requested")


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """An address that a user has or had: its normal form, as it was written, and whether it was verified."""

    normal: str
    display: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Recipients:
    """Where a notice goes: ``undo`` gets the copy with the undo link, if there is any such address."""

    undo: HeldAddress | None
    others: tuple[HeldAddress, ...]


def undo_address(before: Iterable[HeldAddress]) -> HeldAddress | None:
    """Return the address that gets the undo link: the first verified one."""
    return next((address for address in before if address.verified), None)


def recipients_of(before: Sequence[HeldAddress], current: HeldAddress) -> Recipients:
    """Return the recipients of a notice.

    ``before`` are the addresses before each change of the last seven days, oldest first, that of the present
    change included. The first verified one gets the link. Newer verified ones and the current one get a copy.
    """
    undo = undo_address(before)
    if undo is None:
        return Recipients(None, (current,))
    addresses = [*before[before.index(undo) :], current]
    newer = [address for address in addresses if address.verified or address is current]
    others = {address.normal: address for address in newer if address.normal != undo.normal}
    return Recipients(undo, tuple(others.values()))


def asked_in_recovery(
    enrolled: Iterable[Enrolled], *, joined_at: Iterable[datetime], undone_at: datetime | None, now: datetime
) -> tuple[Enrolled, ...]:
    """Return the authenticators that a recovery may ask for.

    One that was added within the last seven days does not count where an older one can be asked for instead,
    or where it stood when the owner used an undo link. Those of the sign-up itself (``joined_at``) are old.
    An administrator's access code always counts.
    """
    everything, began = tuple(enrolled), frozenset(joined_at)
    old = [
        enrollment
        for enrollment in everything
        if enrollment.created_at <= now - WINDOW or enrollment.created_at in began
    ]
    access_codes = [
        enrollment for enrollment in everything if enrollment.authenticator is Authenticator.ACCESS_CODE
    ]
    # A question alone proves nothing in a recovery, so it cannot stand for an older authenticator.
    if any(enrollment.authenticator not in _NOT_ALONE for enrollment in old):
        kept = old
    elif undone_at is not None:
        kept = [
            enrollment for enrollment in everything if enrollment in old or enrollment.created_at > undone_at
        ]
    else:
        return everything
    return tuple(enrollment for enrollment in everything if enrollment in kept or enrollment in access_codes)


_NOT_ALONE: Final = frozenset({Authenticator.SECURITY_QUESTION, Authenticator.ACCESS_CODE})
