"""A point in time that nothing moves."""

import time
from dataclasses import dataclass

from outbound.errors import OutboundError, Reason


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period, on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds that are left. Raises OutboundError when there are none."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise OutboundError(Reason.TIME)
        return seconds

    def within(self, seconds: float) -> "Deadline":
        """Return the earlier of this deadline and one after so many seconds."""
        return min(self, Deadline.after(seconds), key=lambda deadline: deadline.at)
