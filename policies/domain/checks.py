"""What an administrator may not choose, by the names of the columns that hold it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.columns import stored_values
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

ALONE_MINIMUM: Final = 15
"""NIST SP 800-63B-4 §3.1.1.2: the length of a password that is enough alone. Less is only warned of."""

MIN_IDLE: Final = timedelta(minutes=5)
"""A shorter one is too short for a form, and zero would lock everyone out."""

MAX_SESSION: Final = timedelta(days=30)
"""NIST SP 800-63B-4 §2.1.3: an AAL1 session should end after thirty days at the latest."""

MIN_ATTEMPTS: Final = 3
"""A slip of the finger is no attack."""

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


def check_outcome(outcome: object, conditions: tuple[Condition, ...] = ()) -> tuple[Violation, ...]:
    """Return why a rule with these conditions may not answer so."""
    return (*check_ranges(outcome), *_check(outcome, conditions))


def check_ranges(value: object) -> Iterator[Violation]:
    """Yield a violation for each number outside the range that its column declares."""
    for column, stored in stored_values(value):
        if column.range is not None and stored is not None:
            least, most = column.range
            if not least <= stored <= most:
                yield Violation(column.name, "ssr.policy.range", (str(least), str(most)))


def _check(outcome: object, conditions: tuple[Condition, ...]) -> Iterable[Violation]:
    match outcome:
        case SessionOutcome():
            return _session(outcome, conditions)
        case AuthenticationOutcome():
            return _authentication(outcome)
        case EnrollmentOutcome():
            return _enrollment(outcome)
        case PasswordOutcome():
            return _password(outcome)
        case AccountManagementOutcome():
            return ()
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
    if outcome.allowed and not can_be_met(outcome.requirement):
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
    in_classes = rules.min_lower + rules.min_upper + rules.min_number + rules.min_symbol
    if in_classes > rules.min_length:
        yield Violation("min_length", "ssr.policy.classes_beyond_length", (str(in_classes),))
    yield from _ages(outcome)
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


def warnings(outcome: object) -> tuple[Violation, ...]:
    """Return what an administrator should know before saving: allowed, but not what is advised."""
    if isinstance(outcome, PasswordOutcome) and outcome.rules.min_length < ALONE_MINIMUM:
        return (Violation("min_length", "ssr.policy.short_password", (str(ALONE_MINIMUM),)),)
    return ()
