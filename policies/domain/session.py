"""What a global session policy says: who gets a session at all, by what, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from policies.domain.assurance import Requirement


class FirstFactor(StrEnum):
    """What a sign-in begins with."""

    PASSWORD = "password"
    ANY = "any"


class Prompt(StrEnum):
    """When a further factor is required."""

    ALWAYS = "always"
    NEW_DEVICE = "new_device"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """One rule's answer. ``further_after`` is how long a device is remembered for a further factor.

    ``persistent``: the browser may keep the session when it is closed.
    """

    allowed: bool = True
    first_factor: FirstFactor = FirstFactor.ANY
    further_factor: bool = False
    prompt: Prompt = Prompt.ALWAYS
    further_after: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=24)
    persistent: bool = False

    def requirement(self, now: datetime, remembered_at: datetime | None) -> Requirement:
        """Return what has to be proved. ``remembered_at``: when a further factor was last proved here."""
        due = self.further_factor and self._is_due(now, remembered_at)
        return Requirement(password=self.first_factor is FirstFactor.PASSWORD, factors=2 if due else 1)

    def _is_due(self, now: datetime, remembered_at: datetime | None) -> bool:
        match self.prompt:
            case Prompt.ALWAYS:
                return True
            case Prompt.NEW_DEVICE:
                return remembered_at is None
            case Prompt.AFTER:
                return remembered_at is None or now - remembered_at >= self.further_after
