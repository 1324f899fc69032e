"""The outcome of an authentication policy: the assurance that an app requires."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Requirement


@dataclass(frozen=True, slots=True)
class AuthenticationOutcome:
    """The outcome of one rule. ``deny_text`` is the administrator's own message to a denied user.

    Ages limit how old a proof in the session may be: None means any age. ``keep_me_signed_in``: the user
    may choose to stay signed in, and is offered it again after ``ask_again``.
    """

    allowed: bool = True
    deny_text: str = ""
    factors: int = 1
    password: bool = False
    knowledge: bool = False
    possession: bool = False
    phishing_resistant: bool = False
    device_bound: bool = False
    user_verifying: bool = False
    excluded: frozenset[Authenticator] = frozenset()
    password_age: timedelta | None = None
    other_age: timedelta | None = None
    keep_me_signed_in: bool = False
    ask_again: timedelta = timedelta(days=7)

    def requirement(self) -> Requirement:
        """Return what has to be proved."""
        return Requirement(
            password=self.password,
            factors=self.factors,
            knowledge=self.knowledge,
            possession=self.possession,
            phishing_resistant=self.phishing_resistant,
            device_bound=self.device_bound,
            user_verifying=self.user_verifying,
            excluded=self.excluded,
            password_age=self.password_age,
            other_age=self.other_age,
        )
