"""The tables of policies, by the names that Django looks for here."""

from policies.models.kinds import (
    POLICY_MODELS,
    AccountManagementPolicy,
    AuthenticationPolicy,
    EnrollmentPolicy,
    PasswordPolicy,
    SessionPolicy,
)
from policies.models.outcomes import (
    OUTCOMES,
    AccountManagementOutcome,
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    Outcome,
    PasswordOutcome,
    SessionOutcome,
)
from policies.models.policies import KINDS, AccountProtection, NetworkZone, Policy, PublishedPolicies
from policies.models.rules import Rule, asked_name
from policies.models.shadows import PolicyShadow, ShadowAttempt

__all__ = [
    "KINDS",
    "OUTCOMES",
    "POLICY_MODELS",
    "AccountManagementOutcome",
    "AccountManagementPolicy",
    "AccountProtection",
    "AuthenticationOutcome",
    "AuthenticationPolicy",
    "AuthenticatorSetting",
    "EnrollmentOutcome",
    "EnrollmentPolicy",
    "NetworkZone",
    "Outcome",
    "PasswordOutcome",
    "PasswordPolicy",
    "Policy",
    "PolicyShadow",
    "PublishedPolicies",
    "Rule",
    "SessionOutcome",
    "SessionPolicy",
    "ShadowAttempt",
    "asked_name",
]
