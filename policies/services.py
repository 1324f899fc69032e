"""Writing the security policies: one row of each, checked by the domain, never deleted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models, transaction

from accounts.configuration import raise_version
from accounts.domain.violations import Violation
from accounts.events import Entry, record
from accounts.models import User
from accounts.services.refusals import insist
from policies.domain.outcomes import SessionLifetimes, check_lifetimes, check_password_minimum
from policies.domain.protection import Protection, check_protection
from policies.models import AccountProtection, GlobalSessionPolicy, PasswordPolicy

Policy = TypeVar("Policy", bound=models.Model)
Check = Callable[[models.Model, Sequence[str]], tuple[Violation, ...]]


def _check_password(row: models.Model, _unverified: Sequence[str]) -> tuple[Violation, ...]:
    return check_password_minimum(row.min_length) if isinstance(row, PasswordPolicy) else ()


def _check_session(row: models.Model, _unverified: Sequence[str]) -> tuple[Violation, ...]:
    if not isinstance(row, GlobalSessionPolicy):
        return ()
    idle, absolute = timedelta(minutes=row.idle_minutes), timedelta(minutes=row.absolute_minutes)
    return check_lifetimes(SessionLifetimes(idle, absolute))


def _check_protection(row: models.Model, unverified: Sequence[str]) -> tuple[Violation, ...]:
    """A form that lets people in unverified cannot hide whether an account exists."""
    if not isinstance(row, AccountProtection):
        return ()
    lifetime = timedelta(minutes=row.challenge_minutes)
    violations = check_protection(Protection(challenge_lifetime=lifetime))
    if row.enumeration_prevention and unverified:
        params = (", ".join(unverified),)
        violations += (Violation("enumeration_prevention", "ssr.policy.prevention_meets_forms", params),)
    return violations


_CHECKS: Mapping[type[models.Model], Check] = {
    PasswordPolicy: _check_password,
    GlobalSessionPolicy: _check_session,
    AccountProtection: _check_protection,
}


def check(row: models.Model, unverified: Sequence[str] = ()) -> tuple[Violation, ...]:
    """Return what is wrong, by field. ``unverified``: names of forms without e-mail verification."""
    return _CHECKS[type(row)](row, unverified)


def save_policy(row: Policy, unverified: Sequence[str] = (), *, actor: User, now: datetime) -> Policy:
    """Write a policy. Raises Refusal."""
    with transaction.atomic():
        raise_version()
        insist(check(row, unverified))
        row.save()
        target = type(row).__name__
        record([Entry("policy.lifecycle.update", actor_id=actor.pk, target=target)], now=now)
    return row


def reset_policy(row: Policy, *, actor: User, now: datetime) -> Policy:
    """Give a policy the values it came with."""
    return save_policy(type(row)(pk=row.pk), actor=actor, now=now)
