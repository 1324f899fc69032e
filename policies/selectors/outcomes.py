"""Outcome rows as the values that a flow decides with; the rows may be unsaved."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.passwords import PasswordRules
from policies import models as rows
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    FirstFactor,
    Lockout,
    Need,
    PasswordOutcome,
    Prompt,
    SessionOutcome,
)

Settings = Iterable[rows.EnrollmentWish]


def outcome_of(row: rows.Outcome, settings: Settings = ()) -> Any:
    """Return the domain's outcome of a row. ``settings``: those of an enrollment outcome."""
    return _READERS[type(row)](row, settings)


def _session(row: rows.SessionOutcome, _settings: Settings) -> SessionOutcome:
    return SessionOutcome(
        allowed=row.allowed,
        first_factor=FirstFactor(row.first_factor),
        further_factor=row.further_factor,
        prompt=Prompt(row.prompt),
        further_after=timedelta(minutes=row.further_minutes),
        idle=timedelta(minutes=row.idle_minutes),
        absolute=timedelta(minutes=row.absolute_minutes),
        persistent=row.persistent,
    )


def _authentication(row: rows.AuthenticationOutcome, _settings: Settings) -> AuthenticationOutcome:
    return AuthenticationOutcome(
        allowed=row.allowed,
        deny_text=row.deny_text,
        factors=row.factors,
        password=row.password,
        knowledge=row.knowledge,
        possession=row.possession,
        phishing_resistant=row.phishing_resistant,
        device_bound=row.device_bound,
        user_verifying=row.user_verifying,
        excluded=frozenset(map(Authenticator, row.excluded)),
        password_age=_minutes(row.password_minutes),
        other_age=_minutes(row.other_minutes),
        keep_me_signed_in=row.keep_me_signed_in,
        ask_again=timedelta(days=row.ask_again_days),
    )


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def _enrollment(row: rows.EnrollmentOutcome, settings: Settings) -> EnrollmentOutcome:
    settings_by_authenticator = {
        Authenticator(setting.authenticator): AuthenticatorSetting(
            Need(setting.need), setting.grace_until, setting.grace_skips
        )
        for setting in settings
    }
    return EnrollmentOutcome(
        settings=MappingProxyType(settings_by_authenticator),
        offer=row.offer,
        nudge=row.nudge,
        nudge_skips=row.nudge_skips,
        nudge_pause=timedelta(days=row.nudge_pause_days),
    )


def _password(row: rows.PasswordOutcome, _settings: Settings) -> PasswordOutcome:
    return PasswordOutcome(
        rules=PasswordRules(
            min_length=row.min_length,
            refuse_common=row.refuse_common,
            refuse_personal=row.refuse_personal,
            min_lower=row.min_lower,
            min_upper=row.min_upper,
            min_number=row.min_number,
            min_symbol=row.min_symbol,
            refuse_breached=row.refuse_breached,
        ),
        history=row.history,
        max_age=_some(timedelta(days=row.max_age_days)),
        warn_before=_some(timedelta(days=row.warn_days)),
        min_age=_some(timedelta(minutes=row.min_age_minutes)),
        lockout=Lockout(
            attempts=row.lockout_attempts,
            unlock_after=_some(timedelta(minutes=row.unlock_minutes)),
            tell=row.lockout_tell,
            notify=row.lockout_notify,
        ),
        reset_allowed=row.reset_allowed,
        unlock_allowed=row.unlock_allowed,
    )


def _some(time: timedelta) -> timedelta | None:
    """A zero in a row means: not at all."""
    return time or None


def _account_management(row: rows.AccountManagementOutcome, _settings: Settings) -> AccountManagementOutcome:
    return AccountManagementOutcome(
        allowed=row.allowed,
        factors=row.factors,
        if_enrolled=row.if_enrolled,
        phishing_resistant=row.phishing_resistant,
        proof_age=timedelta(minutes=row.proof_minutes),
        ends_sessions=row.ends_sessions,
    )


_READERS: Final[Mapping[type[rows.Outcome], Callable[[Any, Settings], Any]]] = {
    rows.SessionOutcome: _session,
    rows.AuthenticationOutcome: _authentication,
    rows.EnrollmentOutcome: _enrollment,
    rows.PasswordOutcome: _password,
    rows.AccountManagementOutcome: _account_management,
}


def write_password(row: rows.PasswordOutcome, outcome: PasswordOutcome) -> None:
    """Put a domain's password outcome, such as a preset, into the columns of a row."""
    rules, lockout = outcome.rules, outcome.lockout
    for name in ("min_length", "min_lower", "min_upper", "min_number", "min_symbol"):
        setattr(row, name, getattr(rules, name))
    for name in ("refuse_common", "refuse_personal", "refuse_breached"):
        setattr(row, name, getattr(rules, name))
    row.history = outcome.history
    row.max_age_days = (outcome.max_age or timedelta()).days
    row.warn_days = (outcome.warn_before or timedelta()).days
    row.min_age_minutes = (outcome.min_age or timedelta()) // timedelta(minutes=1)
    row.lockout_attempts = lockout.attempts
    row.unlock_minutes = (lockout.unlock_after or timedelta()) // timedelta(minutes=1)
    row.lockout_tell, row.lockout_notify = lockout.tell, lockout.notify
    row.reset_allowed, row.unlock_allowed = outcome.reset_allowed, outcome.unlock_allowed
