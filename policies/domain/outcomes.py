"""What the rules of each kind of policy decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.passwords import PasswordRules
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


class Need(StrEnum):
    """Whether an authenticator has to be set up."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class AuthenticatorSetting:
    """The setting of one authenticator.

    A required one may be postponed until ``grace_until`` or ``grace_skips`` times; without either it is
    required at once.
    """

    need: Need
    grace_until: datetime | None = None
    grace_skips: int = 0

    def can_wait(self, now: datetime, skipped: int) -> bool:
        """Return whether a user who has postponed it ``skipped`` times may do so again."""
        if self.grace_until is not None:
            return now < self.grace_until
        return skipped < self.grace_skips


@dataclass(frozen=True, slots=True)
class EnrollmentOutcome:
    """One rule's answer.

    ``offer``: optional ones are offered at sign-up, with *Skip*. ``nudge``: the dashboard suggests a
    passkey, ``nudge_skips`` times (0: without limit), with ``nudge_pause`` between.
    """

    settings: Mapping[Authenticator, AuthenticatorSetting] = field(
        default_factory=lambda: MappingProxyType({})
    )
    offer: bool = False
    nudge: bool = True
    nudge_skips: int = 0
    nudge_pause: timedelta = timedelta(days=30)

    def setting(self, authenticator: Authenticator) -> AuthenticatorSetting:
        """Return the setting of an authenticator; an absent one is not allowed."""
        return self.settings.get(authenticator, AuthenticatorSetting(Need.NOT_ALLOWED))

    def allows(self, authenticator: Authenticator) -> bool:
        """Whether users may have it, and sign in with it.

        What an administrator gives out is allowed by having been given.
        """
        given = not TRAITS[authenticator].self_service
        return given or self.setting(authenticator).need is not Need.NOT_ALLOWED

    def without(self, authenticator: Authenticator) -> "EnrollmentOutcome":
        """Return the outcome for a place where this authenticator can't be used."""
        others = {name: setting for name, setting in self.settings.items() if name is not authenticator}
        return replace(self, settings=others)

    def requires(self, authenticator: Authenticator) -> bool:
        """Whether users must have it."""
        return self.setting(authenticator).need is Need.REQUIRED


@dataclass(frozen=True, slots=True)
class Lockout:
    """The consequences of wrong passwords.

    ``attempts``: how many in a row lock, 0 for none. ``unlock_after``: when the account unlocks by itself;
    None means never. ``tell``: the page reports the lock. ``notify``: its user gets a mail.
    """

    attempts: int = 10
    unlock_after: timedelta | None = timedelta(minutes=15)
    tell: bool = False
    notify: bool = True


@dataclass(frozen=True, slots=True)
class PasswordOutcome:
    """One rule's answer.

    ``history``: how many earlier passwords may not come again. A password has to be changed after
    ``max_age``, is warned of ``warn_before`` that, and cannot be changed before ``min_age``.
    """

    rules: PasswordRules = field(default_factory=PasswordRules)
    history: int = 0
    max_age: timedelta | None = None
    warn_before: timedelta | None = None
    min_age: timedelta | None = None
    lockout: Lockout = Lockout()
    reset_allowed: bool = True
    unlock_allowed: bool = True


NIST_DEFAULTS: Final = PasswordOutcome()
"""NIST SP 800-63B-4 §3.1.1.2: long, not among the known ones, never changed for its age alone."""

OLDER_DEFAULTS: Final = PasswordOutcome(
    rules=PasswordRules(
        min_length=8, refuse_common=False, min_lower=1, min_upper=1, min_number=1, min_symbol=1
    ),
    history=4,
    lockout=Lockout(unlock_after=None, notify=False),
    unlock_allowed=False,
)
"""What older policies came with: eight characters of four classes, four remembered, locked until unlocked."""


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
