"""Proofs, each with its authenticator enrollment."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Evidence


@dataclass(frozen=True, slots=True)
class Proof:
    """A met challenge.

    ``subject`` is what it is about: a normal address for a mail, a user's public id for a password or an
    access code, an enrollment's public id for everything else. ``here`` is false for a proof that the
    session brought along. ``user_verified`` says that a passkey knew its user. ``derived`` marks a credential
    that was set on the strength of another proof in a recovery: it adds no factor to that proof (ADR 0021).
    """

    authenticator: Authenticator
    subject: str
    challenge_id: str
    at: datetime
    user_verified: bool = False
    here: bool = True
    derived: bool = False

    def evidence(self) -> Evidence:
        """Return what the proof is worth to a policy."""
        return Evidence(
            self.authenticator,
            self.at,
            user_verified=self.user_verified,
            derived=self.derived,
            here=self.here,
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
