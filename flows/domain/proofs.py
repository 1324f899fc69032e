"""Challenges and proofs, as a transaction knows them."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from policies.domain.assurance import Evidence


@dataclass(frozen=True, slots=True)
class Proof:
    """A met challenge.

    ``subject`` is what it is about: a normal address for a mail, a user's public id for a password or an
    access code, an enrollment's public id for everything else. ``here`` is false for a proof that the
    session brought along. ``user_verified`` says that a passkey knew its user. ``derived`` marks a credential
    that was set on the strength of another proof in a recovery: it adds no factor to that proof (ADR 0021).
    ``provider`` is the public id of an identity provider, ``multifactor`` says that it is believed to have
    verified two factors, ``controls_mailbox`` that it is trusted for the domain of the user's address.
    """

    authenticator: Authenticator
    subject: str
    challenge_id: str
    at: datetime
    user_verified: bool = False
    here: bool = True
    derived: bool = False
    multifactor: bool = False
    provider: str = ""
    controls_mailbox: bool = False

    def evidence(self) -> Evidence:
        """Return what the proof is worth to a policy."""
        return Evidence(
            self.authenticator,
            self.at,
            user_verified=self.user_verified,
            derived=self.derived,
            here=self.here,
            multifactor=self.multifactor,
            provider=self.provider,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """ "Try another way": what the user chose, at which point of the attempt.

    ``scope`` names the step instance; when anything is proved, set up or skipped, the choice is over. It
    only picks among what the policies ask for: a choice never makes a step count as done (Keycloak
    CVE-2026-18963).
    """

    scope: str
    authenticator: Authenticator


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
