"""The default policy of each kind as it comes out of the box, and the policy of the administration."""

from types import MappingProxyType
from typing import Final, TypeVar

from accounts.domain.authenticators import Authenticator
from policies.domain.outcomes import (
    NIST_DEFAULTS,
    AccountManagementOutcome,
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    Need,
    SessionOutcome,
)
from policies.domain.rules import Policy, Rule

O = TypeVar("O")  # noqa: E741

OFFERED: Final = (
    Authenticator.PASSWORD,
    Authenticator.EMAIL,
    Authenticator.PASSKEY,
    Authenticator.TOTP,
    Authenticator.RECOVERY_CODE,
    Authenticator.IDENTITY_PROVIDER,
)
"""Authenticators allowed by default. Phones cost money and security questions are guessed: opt-in."""

SESSION: Final = SessionOutcome()
AUTHENTICATION: Final = AuthenticationOutcome()
ENROLLMENT: Final = EnrollmentOutcome(
    MappingProxyType({authenticator: AuthenticatorSetting(Need.OPTIONAL) for authenticator in OFFERED})
)
PASSWORD: Final = NIST_DEFAULTS
ACCOUNT_MANAGEMENT: Final = AccountManagementOutcome(factors=2)


def default_policy(outcome: O) -> Policy[O]:
    """Return a default policy with its one rule, which matches everything."""
    rule = Rule(id=0, name="Catch-all rule", conditions=(), outcome=outcome, is_default=True)
    return Policy(id=0, name="Default policy", group_ids=frozenset(), rules=(rule,), is_default=True)
