"""The security policies, read into one immutable snapshot."""

from datetime import timedelta

from accounts.configuration import Snapshot
from accounts.domain.passwords import PasswordRules
from policies.domain.defaults import default_policy
from policies.domain.outcomes import SessionLifetimes
from policies.domain.password import PasswordOutcome
from policies.domain.protection import Protection
from policies.domain.session import SessionOutcome
from policies.domain.snapshot import PolicySnapshot
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
    return Protection(*[row.enumeration_prevention] * 3, timedelta(minutes=row.challenge_minutes))


def _load() -> PolicySnapshot:
    lifetimes = _session_lifetimes()
    return PolicySnapshot(
        session_policies=(default_policy(SessionOutcome(idle=lifetimes.idle, absolute=lifetimes.absolute)),),
        password_policies=(default_policy(PasswordOutcome(_password_rules())),),
        protection=protection(),
    )


_policies = Snapshot(_load)


def current_policies() -> PolicySnapshot:
    """Return today's policies."""
    return _policies.get()
