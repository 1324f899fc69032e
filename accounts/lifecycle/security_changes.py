"""Recording security changes, so that their notices reach the owner and the owner can undo them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.credentials import challenges
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.security_changes import (
    WINDOW,
    HeldAddress,
    SecurityChangeKind,
    undo_address,
)
from accounts.models import Challenge, SecurityChange, User


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change on record: its row, the challenge of its undo link, and the addresses before each change.

    There is no link where no address was verified before the changes of the last seven days.
    """

    row: SecurityChange
    undo: Challenge | None
    before: tuple[HeldAddress, ...]


def record_change(
    user: User,
    kind: SecurityChangeKind,
    now: datetime,
    *,
    authenticator: Authenticator | None = None,
    added: str = "",
) -> RecordedChange:
    """Record a change before it is made, in the caller's atomic block, and hold the user's row.

    The address is read from the held row: another change may have come in between.
    """
    locked_row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = (*recent_addresses(user, now), current_address(locked_row))
    address = undo_address(before)
    # The notice of a requested deletion has a link of its own for the current address.
    kept = kind is SecurityChangeKind.DELETION and address is not None and address.normal == locked_row.login
    undo = _open_link(user, address, now) if address is not None and not kept else None
    row = SecurityChange.objects.create(
        user_id=user.pk,
        kind=kind.value,
        at=now,
        login=locked_row.login or "",
        email=locked_row.email,
        email_verified=locked_row.email_verified,
        authenticator=authenticator.value if authenticator is not None else "",
        added=added,
        challenge=undo,
    )
    return RecordedChange(row, undo, before)


def record_left_groups(change: RecordedChange, memberships: Iterable[tuple[int, str]]) -> None:
    """Keep the memberships that the change took away (group and policy), so that its undo gives them back."""
    change.row.left_groups = list(memberships)
    change.row.save(update_fields=["left_groups"])


def recent_addresses(user: User, now: datetime) -> tuple[HeldAddress, ...]:
    """Return the addresses before each change of the last seven days, oldest first."""
    changes = SecurityChange.objects.filter(user_id=user.pk, at__gt=now - WINDOW).order_by("pk")
    return tuple(
        HeldAddress(change.login, change.email, verified=change.email_verified) for change in changes
    )


def current_address(user: User) -> HeldAddress:
    """Return the address that the user has now."""
    return HeldAddress(user.login or "", user.email, verified=user.email_verified)


def _open_link(user: User, address: HeldAddress, now: datetime) -> Challenge:
    request = challenges.Request(ChallengePurpose.SECURITY_UNDO, address.normal, WINDOW, user_id=user.pk)
    return challenges.open_challenge(request, now)


def end_undo_links(user_id: int, now: datetime, *, after: int = 0) -> None:
    """Close every undo link of the user that is younger than the challenge ``after``."""
    undo = Q(purpose__in=(ChallengePurpose.SECURITY_UNDO, ChallengePurpose.LEAVE_UNDO))
    links = Challenge.objects.filter(undo, user_id=user_id, pk__gt=after)
    links.filter(used_at=None, closed_at=None).update(closed_at=now)


def purge(now: datetime) -> int:
    """Delete changes that can no longer be undone, with everything sealed with them."""
    return SecurityChange.objects.filter(at__lte=now - WINDOW).delete()[0]
