"""The user a transaction is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.attributes import Value
from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.enrollments import Enrolled
from accounts.domain.lifecycle import Status
from enrollment.domain.progressive import NOT_YET, PostponementState


@dataclass(frozen=True, slots=True)
class FlowUser:
    """A user, fixed by id, with the state read afresh each time.

    ``enrolled`` are the authenticators beyond password and address, the one used last first.
    ``last_authenticator`` began the last sign-in. ``postponed`` are postponed prompts. ``application_keys``
    are the apps assigned by name, ``values`` the profile. ``joined_at`` are the moments of sign-up and
    activation: enrollments from then are as old as the account. ``undone_at`` is the last use of an undo
    link. ``is_administrator``: changes to the own sign-in require recent proofs (ADR 0058).
    """

    id: int
    public_id: str
    address: str
    display: str
    first_name: str
    last_name: str
    status: Status
    epoch: int
    email_verified: bool
    has_password: bool
    is_claim: bool = False
    is_administrator: bool = False
    password: str = field(default="", repr=False)
    password_changed_at: datetime | None = None
    joined_at: frozenset[datetime] = frozenset()
    undone_at: datetime | None = None
    group_ids: frozenset[int] = frozenset()
    enrolled: tuple[Enrolled, ...] = ()
    last_authenticator: str = ""
    postponed: Mapping[str, PostponementState] = field(default_factory=dict)
    application_keys: frozenset[str] = frozenset()
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def known_by_password_alone(self) -> bool:
        """Return whether an account has a password and an unverified address, perhaps both a stranger's.

        A code by mail must not open such an account: its password's author would share it.
        """
        return self.is_claim and self.has_password

    @property
    def regains_access(self) -> bool:
        """Whether the password was taken away: what is set now rests on the mail alone.

        An administrator's reset does that, and the owner's undo link.
        """
        undone = self.status is Status.PASSWORD_EXPIRED and not self.has_password
        return self.status is Status.RECOVERY or undone

    def put_off(self, what: str) -> PostponementState:
        """Return how often, and when last, the user put this off."""
        return self.postponed.get(what, NOT_YET)

    def enrollment(self, public_id: str) -> Enrolled | None:
        """Return one of the user's enrollments."""
        return next((enrollment for enrollment in self.enrolled if enrollment.public_id == public_id), None)

    def replaces(self, authenticator: Authenticator) -> bool:
        """Whether setting this one up takes the place of what the user has."""
        return not TRAITS[authenticator].several and self.has(authenticator)

    def has(self, authenticator: Authenticator) -> bool:
        """Whether the user has set this one up."""
        if authenticator is Authenticator.PASSWORD:
            return self.has_password
        return any(enrollment.authenticator is authenticator for enrollment in self.enrolled)
