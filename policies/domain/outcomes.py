"""What the rules of each kind of policy decide. Rows and forms follow from the columns declared here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.choice import Choice
from accounts.domain.columns import ColumnKind, column, days, minutes
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.passwords import PasswordRules
from policies.domain.assurance import FACTORS, SECOND_FACTOR_AGE, Requirement


class FirstFactor(Choice):
    """What a sign-in begins with."""

    PASSWORD = "password", _("A password or an identity provider")
    IDENTITY_PROVIDER = "identity_provider", _("An identity provider")
    ANY = "any", _("Any authenticator")


class Prompt(Choice):
    """When a further factor is required."""

    ALWAYS = "always", _("At every sign-in")
    NEW_DEVICE = "new_device", _("On a new device")
    AFTER = "after", _("When the MFA lifetime on the device ends")


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """One rule's answer. ``further_after`` is how long a device is remembered for a further factor.

    ``persistent``: the browser may keep the session when it is closed.
    """

    allowed: bool = column(True, _("allow access"), _("If off, people can’t sign in."))
    first_factor: FirstFactor = column(
        FirstFactor.ANY, _("establish the session with"), _("The first authenticator of a sign-in.")
    )
    further_factor: bool = column(
        False, _("require multifactor authentication (MFA)"), _("Ask for a second, different factor.")
    )
    prompt: Prompt = column(
        Prompt.ALWAYS, _("prompt for MFA"), _("How often people verify the second factor.")
    )
    further_after: timedelta = minutes(
        15,
        _("MFA lifetime (minutes)"),
        _("How long a device stays verified. Only used with the last option above."),
        name="further_minutes",
    )
    idle: timedelta = minutes(
        120, _("maximum idle time (minutes)"), _("The session ends after this time without activity.")
    )
    absolute: timedelta = minutes(
        1440,
        _("maximum session lifetime (minutes)"),
        _("The session ends after this time, even when it’s in use."),
    )
    persistent: bool = column(
        False,
        _("keep the session when the browser closes"),
        _("People stay signed in when they open the browser again."),
    )

    def requirement(self, now: datetime, remembered_at: datetime | None) -> Requirement:
        """Return what has to be proved. ``remembered_at``: when a further factor was last proved here."""
        due = self.further_factor and self._is_due(now, remembered_at)
        return Requirement(
            password=self.first_factor is FirstFactor.PASSWORD,
            identity_provider=self.first_factor is FirstFactor.IDENTITY_PROVIDER,
            factors=2 if due else 1,
        )

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

    ``keep_me_signed_in``: the user may choose to stay signed in, and is offered it again after
    ``ask_again``.
    """

    allowed: bool = column(True, _("allow access"), _("If off, people can’t open the application."))
    deny_text: str = column(
        "", _("message when denied"), _("Shown to people when this rule denies access."), max_length=500
    )
    requirement: Requirement = Requirement()
    keep_me_signed_in: bool = column(
        False, _("offer “Keep me signed in”"), _("People can choose to stay signed in on their device.")
    )
    ask_again: timedelta = days(
        7, _("offer it again after (days)"), _("How long to wait after someone declines."), range=(1, 365)
    )


class Need(Choice):
    """Whether an authenticator has to be set up."""

    REQUIRED = "required", _("Required")
    OPTIONAL = "optional", _("Optional")
    NOT_ALLOWED = "not_allowed", _("Not allowed")


@dataclass(frozen=True, slots=True)
class AuthenticatorSetting:
    """The setting of one authenticator.

    A required one may be postponed until ``grace_until`` or ``grace_skips`` times; without either it is
    required at once.
    """

    need: Need = column(Need.NOT_ALLOWED, _("enrollment"))
    grace_until: datetime | None = column(
        None, _("can be postponed until"), _("People can skip it until then."), kind=ColumnKind.MOMENT
    )
    grace_skips: int = column(0, _("can be postponed (times)"), _("How many times people can skip it."))

    def can_wait(self, now: datetime, skipped: int) -> bool:
        """Return whether a user who has postponed it ``skipped`` times may do so again."""
        if self.grace_until is not None:
            return now < self.grace_until
        return skipped < self.grace_skips


Settings = Mapping[Authenticator, AuthenticatorSetting]
NO_SETTINGS: Final[Settings] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class EnrollmentOutcome:
    """One rule's answer.

    ``offer``: optional ones are offered at sign-up, with *Skip*. ``nudge``: the dashboard suggests a
    passkey, ``nudge_skips`` times (0: without limit), with ``nudge_pause`` between.
    """

    settings: Settings = field(default_factory=lambda: NO_SETTINGS)
    offer: bool = column(
        False, _("offer optional authenticators at sign-up"), _("New users can set them up or skip them.")
    )
    nudge: bool = column(
        True, _("suggest a passkey on the dashboard"), _("Only people without a passkey see the suggestion.")
    )
    nudge_skips: int = column(0, _("maximum number of suggestions"), _("0 means no limit."))
    nudge_pause: timedelta = days(
        30,
        _("wait between suggestions (days)"),
        _("How long to wait before suggesting it again."),
        range=(0, 365),
    )

    def setting(self, authenticator: Authenticator) -> AuthenticatorSetting:
        """Return the setting of an authenticator; an absent one is not allowed."""
        return self.settings.get(authenticator, AuthenticatorSetting())

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

    attempts: int = column(
        10,
        _("wrong passwords before lockout"),
        _("0 means accounts are never locked."),
        name="lockout_attempts",
        range=(0, 100),
    )
    unlock_after: timedelta | None = minutes(
        15,
        _("unlock automatically after (minutes)"),
        _("0 keeps the account locked until someone unlocks it."),
        name="unlock_minutes",
        zero_is_none=True,
    )
    tell: bool = column(
        False,
        _("show that the account is locked"),
        _("The sign-in page then reveals that the account exists."),
        name="lockout_tell",
    )
    notify: bool = column(
        True,
        _("email the user about the lockout"),
        _("The email explains what happened and what to do next."),
        name="lockout_notify",
    )


@dataclass(frozen=True, slots=True)
class PasswordOutcome:
    """One rule's answer.

    ``history``: how many earlier passwords may not come again. A password has to be changed after
    ``max_age``, is warned of ``warn_before`` that, and cannot be changed before ``min_age``.
    """

    rules: PasswordRules = PasswordRules()
    history: int = column(
        0, _("password history"), _("How many previous passwords can’t be reused."), range=(0, 30)
    )
    max_age: timedelta | None = days(
        None, _("maximum password age (days)"), _("0 means the password never expires."), zero_is_none=True
    )
    warn_before: timedelta | None = days(
        None,
        _("expiry warning (days)"),
        _("How many days before expiry people see a warning. 0 means no warning."),
        name="warn_days",
        zero_is_none=True,
    )
    min_age: timedelta | None = minutes(
        None,
        _("minimum password age (minutes)"),
        _("How long people wait before they can change it again. 0 means no wait."),
        zero_is_none=True,
    )
    lockout: Lockout = Lockout()
    reset_allowed: bool = column(
        True,
        _("allow self-service password reset"),
        _("People can reset a forgotten password themselves."),
    )
    unlock_allowed: bool = column(
        True, _("allow self-service unlock"), _("People can unlock their account before the lockout ends.")
    )


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

    allowed: bool = column(True, _("allow the change"), _("If off, people can’t do this themselves."))
    factors: int = column(
        1,
        _("required factors"),
        _("How many different factors the user must verify."),
        choices=FACTORS,
        range=(1, 2),
    )
    if_enrolled: bool = column(
        True,
        _("require a second factor only if enrolled"),
        _("If off, people with only one authenticator can’t make the change."),
    )
    phishing_resistant: bool = column(False, _("require phishing resistance"), _("Only passkeys meet this."))
    proof_age: timedelta = minutes(
        15,
        _("verification valid for (minutes)"),
        _("How long an earlier verification in the session counts."),
        name="proof_minutes",
        range=(1, 24 * 60),
    )
    ends_sessions: bool = column(
        True, _("end other sessions afterwards"), _("The change signs the user out of other browsers.")
    )

    def requirement(self) -> Requirement:
        """Return what has to be proved."""
        return Requirement(
            factors=self.factors,
            phishing_resistant=self.phishing_resistant,
            password_age=self.proof_age,
            other_age=self.proof_age,
        )

    def for_administrator(self) -> "AccountManagementOutcome":
        """Return the outcome with the least that an administrator's own account requires (ADR 0058).

        Otherwise a stolen session could add the second factor that dangerous pages ask for.
        """
        return replace(
            self,
            factors=2,
            if_enrolled=self.if_enrolled or self.factors == 1,
            proof_age=min(self.proof_age, SECOND_FACTOR_AGE),
        )
