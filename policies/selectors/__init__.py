"""The policies, read into one immutable snapshot."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from accounts.configuration_cache import Snapshot, ids_in
from accounts.domain.columns import read_value
from policies.domain.protection import Protection
from policies.domain.rules import Kind, Policy
from policies.domain.snapshot import PolicySnapshot
from policies.models import AccountProtection
from policies.selectors.policy_rows import read_policies, reread_policies
from policies.selectors.shadows import running_shadow


def protection_of(row: AccountProtection) -> Protection:
    """Return the switches of a row, saved or not."""
    return read_value(Protection, row)


def protection() -> Protection:
    """Return the protection as its row says right now: for writes, which must not decide on a snapshot."""
    return protection_of(AccountProtection.objects.first() or AccountProtection())


POLICIES: Final = "policies"
PROTECTION: Final = "protection"
ZONES: Final = "zones"
SHADOWS: Final = "shadows"


def load_policies() -> PolicySnapshot:
    """Return the policies as their rows are right now, also inside an atomic block that changes them."""
    return _snapshot(read_policies())


def renew_policies(current: PolicySnapshot, changed: Collection[str]) -> PolicySnapshot:
    """Return the policies of an older snapshot with those read again that have changed, and are new.

    The draft in the shadow is read again with any of them: its zones and groups may be those that changed.
    """
    tried = running_shadow() if current.shadow is not None or SHADOWS in changed else None
    return replace(_snapshot(reread_policies(current.by_id, ids_in(changed, POLICIES))), shadow=tried)


def _load_with_shadow() -> PolicySnapshot:
    return replace(load_policies(), shadow=running_shadow())


def _snapshot(policies: Mapping[Kind, tuple[Policy[Any], ...]]) -> PolicySnapshot:
    return PolicySnapshot(
        session_policies=policies[Kind.SESSION],
        authentication_policies=policies[Kind.AUTHENTICATION],
        enrollment_policies=policies[Kind.ENROLLMENT],
        password_policies=policies[Kind.PASSWORD],
        account_management_policies=policies[Kind.ACCOUNT_MANAGEMENT],
        protection=protection(),
    )


_policies = Snapshot(_load_with_shadow, frozenset({POLICIES, PROTECTION, SHADOWS}), renew_policies)


def current_policies() -> PolicySnapshot:
    """Return today's policies."""
    return _policies.get()
