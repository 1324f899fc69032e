"""Limits as numbers of uses in a sliding period, as plain functions.

Every statement about a limit is about *any* period of its length: a use counts until exactly `seconds` later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MICROSECONDS: Final = 1_000_000
"""Times are whole microseconds since the epoch: neither JSON nor a database rounds them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` uses in any period of `seconds`.

    The last `reserve` of them are kept for networks that have not used the budget yet.
    """

    count: int
    seconds: float
    reserve: int = 0

    def __post_init__(self) -> None:
        if self.count < 1 or self.seconds <= 0:
            raise ValueError("a limit allows at least one in a positive time")
        if not 0 <= self.reserve < self.count:
            raise ValueError("a reserve is smaller than the limit")

    @property
    def microseconds(self) -> int:
        """The length of the period."""
        return round(self.seconds * MICROSECONDS)

    def room(self, *, is_new: bool) -> int:
        """Return how many uses a network can find before it is refused."""
        return self.count if is_new else self.count - self.reserve


@dataclass(frozen=True, slots=True)
class Limits:
    """A short limit and a long one; both must have room."""

    short: Limit
    long: Limit


@dataclass(frozen=True, slots=True)
class Use:
    """One use: its time in microseconds since the epoch, and a mark of the network that it came from."""

    at: int
    network: str = ""


def seconds_left(uses: Iterable[Use], use: Use, limits: Limits) -> int:
    """Return the seconds, rounded up, until such a use is allowed; 0 when it is allowed now.

    The one statement of ``accounts.credentials.budgets`` allows the same uses; a test compares them.
    """
    counted = [before for before in uses if before.at > use.at - limits.long.microseconds]
    is_new = all(before.network != use.network for before in counted)
    times = sorted(before.at for before in counted)
    waits = (_wait(times, use.at, limit, limit.room(is_new=is_new)) for limit in (limits.short, limits.long))
    return -(-max(waits) // MICROSECONDS)


def _wait(times: list[int], now: int, limit: Limit, room: int) -> int:
    recent = [at for at in times if at > now - limit.microseconds]
    return recent[len(recent) - room] + limit.microseconds - now if len(recent) >= room else 0
