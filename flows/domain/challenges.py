"""A code or link that was sent, as a transaction knows it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.challenges import ChallengePurpose


@dataclass(frozen=True, slots=True)
class ChallengeState:
    """The open or ended challenge of a transaction: a code that was sent to an address or a number."""

    id: int
    public_id: str
    purpose: str
    address: str
    key_id: str
    serial: int
    attempts: int
    max_attempts: int
    sent_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    closed_at: datetime | None = None
    decoy: bool = False
    mailed: bool = True

    @property
    def invites(self) -> bool:
        """Whether this is the link that an activation began with; others may follow on the way."""
        return self.purpose == ChallengePurpose.ACTIVATION

    def usable(self, now: datetime) -> bool:
        """Whether a right code would still be accepted."""
        ended = self.used_at is not None or self.closed_at is not None
        return not ended and self.attempts < self.max_attempts and now < self.expires_at
