"""What an administrator may not choose, by the names of the columns that hold it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.violations import Violation
from policies.domain.assurance import Requirement, possible_evidence
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    Need,
    PasswordOutcome,
    Prompt,
    SessionOutcome,
)
from policies.domain.rules import Condition

MIN_MINIMUM_LENGTH: Final = 8
"""NIST SP 800-63B-4 §3.1.1.2: never below eight characters, whatever an administrator chooses."""

MAX_MINIMUM_LENGTH: Final = 64
"""§3.1.1.2: a password of 64 characters must be possible, so none may have to be longer."""

ALONE_MINIMUM: Final = 15
"""§3.1.1.2: what a password needs where it is enough alone; less is warned of, not refused."""

MIN_IDLE: Final = timedelta(minutes=5)
"""A shorter one is too short for a form, and zero would lock everyone out."""

MAX_SESSION: Final = timedelta(days=30)
"""NIST SP 800-63B-4 §2.1.3: an AAL1 session should end after thirty days at the latest."""

MIN_ATTEMPTS: Final = 3
"""A slip of the finger is no attack."""

MAX_OF_A_CLASS: Final = 8
LIMITS: Final = MappingProxyType(
    {
        "ask_again_days": (1, 365),
        "factors": (1, 2),
        "history": (0, 30),
        "lockout_attempts": (0, 100),
        "min_length": (MIN_MINIMUM_LENGTH, MAX_MINIMUM_LENGTH),
        "min_lower": (0, MAX_OF_A_CLASS),
        "min_number": (0, MAX_OF_A_CLASS),
        "min_symbol": (0, MAX_OF_A_CLASS),
        "min_upper": (0, MAX_OF_A_CLASS),
        "nudge_pause_days": (0, 365),
        "proof_minutes": (1, 24 * 60),
    }
)
"""The least and the largest value of the columns of outcomes that hold a number."""

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


def check_outcome(outcome: object, conditions: tuple[Condition, ...] = ()) -> tuple[Violation, ...]:
    """Return why a rule with these conditions may not answer so."""
    match outcome:
        case SessionOutcome():
            return tuple(_session(outcome, conditions))
        case AuthenticationOutcome():
            return tuple(_authentication(outcome))
        case EnrollmentOutcome():
            return tuple(_enrollment(outcome))
        case PasswordOutcome():
            return tuple(_password(outcome))
        case AccountManagementOutcome():
            return tuple(_account_management(outcome))
        case _:
            raise TypeError(type(outcome))


def _session(outcome: SessionOutcome, conditions: tuple[Condition, ...]) -> Iterator[Violation]:
    if outcome.idle < MIN_IDLE:
        yield Violation("idle_minutes", "ssr.policy.idle_too_short")
    if outcome.absolute > MAX_SESSION:
        yield Violation("absolute_minutes", "ssr.policy.session_too_long")
    if outcome.idle > outcome.absolute:
        yield Violation("idle_minutes", "ssr.policy.idle_beyond_absolute")
    if outcome.further_factor:
        yield from _prompt(outcome, conditions)


def _prompt(outcome: SessionOutcome, conditions: tuple[Condition, ...]) -> Iterator[Violation]:
    """On a device that is new anyway, only "every time" means anything."""
    about_devices = any(condition.uses_device for condition in conditions)
    if about_devices and outcome.prompt is not Prompt.ALWAYS:
        yield Violation("prompt", "ssr.policy.new_device_prompt")
    if outcome.prompt is Prompt.AFTER and outcome.further_after <= timedelta():
        yield Violation("further_minutes", "ssr.policy.at_least_one")


def _authentication(outcome: AuthenticationOutcome) -> Iterator[Violation]:
    yield from _number("factors", outcome.factors)
    yield from _number("ask_again_days", outcome.ask_again.days)
    if outcome.allowed and not can_be_met(outcome.requirement()):
        yield Violation("excluded", "ssr.policy.nobody_can_meet")


def can_be_met(requirement: Requirement) -> bool:
    """Return whether a user with every authenticator could meet the requirement."""
    everything = [possible_evidence(authenticator, user_verified=True) for authenticator in Authenticator]
    # Nothing possible has an age, so the time does not matter.
    return requirement.is_met_by(everything, _ANY_TIME)


def _enrollment(outcome: EnrollmentOutcome) -> Iterator[Violation]:
    for authenticator, setting in outcome.settings.items():
        yield from _check_setting(authenticator, setting)
    begins = [
        candidate
        for candidate in Authenticator
        if not TRAITS[candidate].after_password and TRAITS[candidate].self_service
    ]
    if not any(outcome.allows(authenticator) for authenticator in begins):
        yield Violation("", "ssr.policy.nothing_to_set_up")
    elif outcome.allows(Authenticator.SECURITY_QUESTION) and not outcome.allows(Authenticator.PASSWORD):
        yield Violation(Authenticator.SECURITY_QUESTION, "ssr.policy.question_alone")
    yield from _number("nudge_pause_days", outcome.nudge_pause.days)


def _check_setting(authenticator: Authenticator, setting: AuthenticatorSetting) -> Iterator[Violation]:
    """The field is the authenticator: a form has one line for each."""
    if not TRAITS[authenticator].self_service:
        yield Violation(authenticator, "ssr.policy.not_self_service", (authenticator.label,))
    elif setting.need is not Need.REQUIRED and (setting.grace_until or setting.grace_skips):
        yield Violation(authenticator, "ssr.policy.grace_needs_required", (authenticator.label,))
    elif setting.grace_until and setting.grace_skips:
        yield Violation(authenticator, "ssr.policy.one_grace", (authenticator.label,))


def _password(outcome: PasswordOutcome) -> Iterator[Violation]:
    rules = outcome.rules
    yield from _number("min_length", rules.min_length)
    classes = {name: getattr(rules, name) for name in ("min_lower", "min_upper", "min_number", "min_symbol")}
    for name, count in classes.items():
        yield from _number(name, count)
    if sum(classes.values()) > rules.min_length:
        yield Violation("min_length", "ssr.policy.classes_beyond_length", (str(sum(classes.values())),))
    yield from _number("history", outcome.history)
    yield from _ages(outcome)
    yield from _number("lockout_attempts", outcome.lockout.attempts)
    if 0 < outcome.lockout.attempts < MIN_ATTEMPTS:
        yield Violation("lockout_attempts", "ssr.policy.lockout_too_soon", (str(MIN_ATTEMPTS),))


def _ages(outcome: PasswordOutcome) -> Iterator[Violation]:
    if outcome.max_age is None:
        if outcome.warn_before:
            yield Violation("warn_days", "ssr.policy.warn_needs_age")
        return
    if outcome.warn_before and outcome.warn_before >= outcome.max_age:
        yield Violation("warn_days", "ssr.policy.warn_beyond_age")
    if outcome.min_age and outcome.min_age >= outcome.max_age:
        yield Violation("min_age_minutes", "ssr.policy.min_beyond_max_age")


def _account_management(outcome: AccountManagementOutcome) -> Iterator[Violation]:
    yield from _number("factors", outcome.factors)
    minutes = int(outcome.proof_age.total_seconds() // 60)
    yield from _number("proof_minutes", minutes)


def _number(field: str, value: int) -> Iterator[Violation]:
    least, most = LIMITS[field]
    if not least <= value <= most:
        yield Violation(field, "ssr.policy.range", (str(least), str(most)))


def warnings(outcome: object) -> tuple[Violation, ...]:
    """Return what an administrator should know before saving: allowed, but not what is advised."""
    if isinstance(outcome, PasswordOutcome) and outcome.rules.min_length < ALONE_MINIMUM:
        return (Violation("min_length", "ssr.policy.short_password", (str(ALONE_MINIMUM),)),)
    return ()
