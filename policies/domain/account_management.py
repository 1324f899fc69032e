"""The outcome of an account management policy: the proofs required to change or recover an account."""

from dataclasses import dataclass
from datetime import timedelta

from policies.domain.assurance import Requirement


@dataclass(frozen=True, slots=True)
class AccountManagementOutcome:
    """The outcome of one rule.

    ``factors``: the number of different factors. ``if_enrolled``: a second factor is required only of users
    who have one, so that others keep access. ``proof_age``: the maximum age of a proof from earlier in the
    session. ``ends_sessions``: the change ends the user's other sessions.
    """

    allowed: bool = True
    factors: int = 1
    if_enrolled: bool = True
    phishing_resistant: bool = False
    proof_age: timedelta = timedelta(minutes=15)
    ends_sessions: bool = True

    def requirement(self) -> Requirement:
        """Return what has to be proved."""
        return Requirement(
            factors=self.factors,
            phishing_resistant=self.phishing_resistant,
            password_age=self.proof_age,
            other_age=self.proof_age,
        )
