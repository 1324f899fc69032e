"""The tables of policies, by the names that Django looks for here."""

from policies.models.outcomes import (
    OUTCOMES,
    AccountManagementOutcome,
    AuthenticationOutcome,
    EnrollmentOutcome,
    EnrollmentWish,
    Outcome,
    PasswordOutcome,
    SessionOutcome,
)
from policies.models.policies import KINDS, NetworkZone, Policy
from policies.models.protection import AccountProtection
from policies.models.rules import Rule, asked_name

__all__ = [
    "KINDS",
    "OUTCOMES",
    "AccountManagementOutcome",
    "AccountProtection",
    "AuthenticationOutcome",
    "EnrollmentOutcome",
    "EnrollmentWish",
    "NetworkZone",
    "Outcome",
    "PasswordOutcome",
    "Policy",
    "Rule",
    "SessionOutcome",
    "asked_name",
]
