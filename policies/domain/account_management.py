"""What an account management policy says: what is proved before an account is changed or regained."""

from dataclasses import dataclass
from datetime import timedelta

from policies.domain.assurance import Requirement


@dataclass(frozen=True, slots=True)
class AccountManagementOutcome:
    """One rule's answer.

    ``factors``: how many different factors. ``if_enrolled``: the second one is asked only of people who have
    set one up, so that nobody is shut out who has none. ``proof_age``: how old a proof from earlier in the
    session may be. ``ends_sessions``: what was signed in elsewhere is over after it.
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
