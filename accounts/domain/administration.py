"""What one administrator may do to another user's account, as small predicates over plain facts."""

from dataclasses import dataclass
from typing import Final

from accounts.domain.lifecycle import Action
from accounts.domain.violations import Violation

# Each of these ends the user's access.
ENDS_ACCESS: Final = frozenset({Action.SUSPEND, Action.RESET_PASSWORD, Action.DEACTIVATE})

YOURSELF: Final = Violation("", "ssr.admin.yourself")
LAST: Final = Violation("", "ssr.admin.last")
ABOVE: Final = Violation("", "ssr.admin.above")
ROLES: Final = Violation("", "ssr.admin.roles")
SHIPPED: Final = Violation("", "ssr.admin.shipped_role")


@dataclass(frozen=True, slots=True)
class Rank:
    """The rights of a user in the administration: ``owner`` has all of them, ``staff`` may open it."""

    id: int
    staff: bool = False
    owner: bool = False


CONSOLE: Final = Rank(0, staff=True, owner=True)
"""A command on the server itself: it has every right and no account."""


def check_access(actor: Rank, user: Rank) -> tuple[Violation, ...]:
    """Check whether the actor may act on the account: only owners may act on administrators.

    Otherwise an administrator with the right to edit users could take over one with more rights.
    """
    return () if actor.owner or not (user.staff or user.owner) else (ABOVE,)


def check_action(actor: Rank, user: Rank, action: Action, *, owners_left: int) -> tuple[Violation, ...]:
    """Whether the actor may do this. ``owners_left`` counts the owners beside the user who can sign in."""
    refused = check_access(actor, user)
    if refused or action not in ENDS_ACCESS:
        return refused
    if actor.id == user.id:
        return (YOURSELF,)
    return (LAST,) if user.owner and owners_left < 1 else ()


def check_rank(actor: Rank, before: Rank, after: Rank, *, owners_left: int) -> tuple[Violation, ...]:
    """Whether the actor may give or take these rights: owners only, and one owner must remain."""
    if not actor.owner:
        return (ROLES,)
    if not before.owner or (after.owner and after.staff):
        return ()
    if actor.id == before.id:
        return (YOURSELF,)
    return (LAST,) if owners_left < 1 else ()
