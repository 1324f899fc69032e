"""The security policies, read into one immutable snapshot."""

from datetime import timedelta

from accounts.configuration import Snapshot
from accounts.domain.passwords import PasswordRules
from policies.domain.outcomes import PolicySet, Protection, SessionLifetimes
from policies.models import AccountProtection, GlobalSessionPolicy, PasswordPolicy


def _password_rules() -> PasswordRules:
    row = PasswordPolicy.objects.first() or PasswordPolicy()
    return PasswordRules(
        min_length=row.min_length, refuse_common=row.refuse_common, refuse_personal=row.refuse_personal
    )


def _session_lifetimes() -> SessionLifetimes:
    row = GlobalSessionPolicy.objects.first() or GlobalSessionPolicy()
    return SessionLifetimes(timedelta(minutes=row.idle_minutes), timedelta(minutes=row.absolute_minutes))


def protection() -> Protection:
    """Return the protection as its row says right now: for writes, which must not decide on a snapshot."""
    row = AccountProtection.objects.first() or AccountProtection()
    return Protection(row.enumeration_prevention, timedelta(minutes=row.challenge_minutes))


def _load() -> PolicySet:
    return PolicySet(_password_rules(), _session_lifetimes(), protection())


_policies = Snapshot(_load)


def current_policies() -> PolicySet:
    """Return today's policies."""
    return _policies.get()
