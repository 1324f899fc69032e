"""End what was granted in a session that is ended for security (ADR 0029).

A higher app declares how it ends what it issued, so that a session can be ended without knowing of apps.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from accounts.domain.events import Actor

RevokeGrants = Callable[[int, Sequence[str] | None, datetime, Actor], object]
"""Takes the id of the user, the ``sid`` of each ended session (``None``: of all), the time and the actor."""

_declared: Final[list[RevokeGrants]] = []


def at_session_end(revoke: RevokeGrants) -> None:
    """Declare how grants of ended sessions are revoked."""
    _declared.append(revoke)


def revoke_grants(user_id: int, sids: Sequence[str] | None, now: datetime, actor: Actor) -> None:
    """Revoke what was granted in sessions of a user, in the caller's atomic block.

    Sessions from before they had a ``sid`` share the empty one, and grants of it are revoked together.
    """
    for revoke in _declared:
        revoke(user_id, sids, now, actor)
