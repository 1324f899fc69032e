"""How often something may happen: the generic cell rate algorithm (ITU-T I.371) as plain arithmetic.

One number per budget is stored, the theoretical arrival time: when the budget would be full again. A burst of
`count` is allowed at once, after that one every `seconds / count`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times in `seconds`."""

    count: int
    seconds: float

    def __post_init__(self) -> None:
        if self.count < 1 or self.seconds <= 0:
            raise ValueError("a limit allows at least one in a positive time")

    @property
    def interval(self) -> float:
        """Seconds that one use takes from the budget."""
        return self.seconds / self.count


def next_state(tat: float | None, now: float, limit: Limit) -> float | None:
    """The arrival time to store when the use is allowed, None when it is refused and nothing changes.

    It says in Python what the one statement of ``accounts.services.budgets`` does; a test compares them.
    `tat` is the stored time (None: never used); times are seconds since the epoch.
    """
    if retry_after(tat, now, limit) > 0:
        return None
    return max(tat or now, now) + limit.interval


def retry_after(tat: float | None, now: float, limit: Limit) -> float:
    """Seconds until the next use is allowed; 0.0 when it is allowed now."""
    if tat is None:
        return 0.0
    return max(0.0, tat + limit.interval - limit.seconds - now)
