"""Writing the account protection: one row, never deleted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.configuration_cache import raise_version
from accounts.domain.events import Target, TargetType
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.versions import save_version
from policies.domain.checks import check_ranges
from policies.models import AccountProtection
from policies.selectors import PROTECTION, protection_of


def check(row: AccountProtection, unverified: Sequence[str] = ()) -> tuple[Violation, ...]:
    """Return what is wrong, by field. ``unverified``: names of forms without email verification.

    A form that lets users in unverified cannot hide whether an account exists.
    """
    protection = protection_of(row)
    violations = tuple(check_ranges(protection))
    if protection.hide_at_sign_up and unverified:
        params = (", ".join(unverified),)
        violations += (Violation("hide_at_sign_up", "ssr.policy.prevention_meets_forms", params),)
    return violations


def save_protection(
    row: AccountProtection, unverified: Sequence[str] = (), *, actor: User | None, now: datetime
) -> AccountProtection:
    """Write the switches. Raises ValidationFailed."""
    with transaction.atomic():
        raise_version(PROTECTION)
        raise_if(check(row, unverified))
        save_version(row)
        target = Target(TargetType.ACCOUNT_PROTECTION)
        record([Entry("policy.lifecycle.update", actor=acting(actor), targets=(target,))], now=now)
    return row


def reset_protection(row: AccountProtection, *, actor: User | None, now: datetime) -> AccountProtection:
    """Give the switches the values they came with."""
    return save_protection(AccountProtection(pk=row.pk, version=row.version), actor=actor, now=now)
