"""What the own account requires before it is changed: of administrators more than the policy."""

from datetime import timedelta

import pytest

from accounts.domain.authenticators import Authenticator
from flows.domain.account_changes import STEP_UP
from flows.domain.steps import StepName
from flows.domain.transaction import AccountChange, Intent
from policies.domain.facts import Operation
from policies.domain.outcomes import AccountManagementOutcome
from tests.flows.domain.facts import NOW, having, identified, policies, proof, step_of

LOOSE = AccountManagementOutcome(factors=1, proof_age=timedelta(days=1))
DEFAULT = AccountManagementOutcome(factors=2)
BOTH = ("password", "totp")
ADD, REMOVE = Operation.ENROLL, Operation.REMOVE
EMAIL, PASSWORD, EXPORT = Operation.CHANGE_EMAIL, Operation.CHANGE_PASSWORD, Operation.EXPORT_DATA


@pytest.mark.parametrize(
    ("operation", "outcome", "proofs", "minutes", "administrator", "user"),
    [
        (ADD, DEFAULT, BOTH, 9, StepName.ENROLL_PASSKEY, StepName.ENROLL_PASSKEY),
        (ADD, DEFAULT, BOTH, 11, StepName.CHALLENGE_PASSWORD, StepName.ENROLL_PASSKEY),
        (ADD, LOOSE, BOTH, 11, StepName.CHALLENGE_PASSWORD, StepName.ENROLL_PASSKEY),
        (ADD, LOOSE, ("password",), 1, StepName.CHALLENGE_TOTP, StepName.ENROLL_PASSKEY),
        (ADD, LOOSE, BOTH, 1, StepName.ENROLL_PASSKEY, StepName.ENROLL_PASSKEY),
        (REMOVE, LOOSE, ("password",), 1, StepName.CHALLENGE_TOTP, StepName.REMOVE_AUTHENTICATOR),
        (EMAIL, LOOSE, ("password",), 1, StepName.CHALLENGE_TOTP, StepName.CHANGE_EMAIL),
        (PASSWORD, LOOSE, ("totp",), 1, StepName.CHALLENGE_PASSWORD, StepName.CHALLENGE_PASSWORD),
        (EXPORT, LOOSE, ("password",), 11, StepName.DONE, StepName.DONE),
    ],
)
def test_change_asks_administrators_for_recent_proofs_of_two_factors(
    operation, outcome, proofs, minutes, administrator, user
):
    change = AccountChange(operation, Authenticator.PASSKEY, enrollment="totp")
    earlier = tuple(proof(name, at=NOW - timedelta(minutes=minutes), here=False) for name in proofs)
    asked = [
        step_of(
            identified(Intent.MANAGE, who, proofs=earlier, management=change).with_skip(STEP_UP),
            policies(outcomes={"account_management": outcome}),
        ).name
        for who in (having("totp", is_administrator=True), having("totp"))
    ]
    assert asked == [administrator, user]


@pytest.mark.parametrize(
    ("outcome", "factors", "if_enrolled", "minutes"),
    [
        (AccountManagementOutcome(factors=1, if_enrolled=False), 2, True, 10),
        (AccountManagementOutcome(factors=2, if_enrolled=False), 2, False, 10),
        (AccountManagementOutcome(factors=2, proof_age=timedelta(minutes=5)), 2, True, 5),
        (LOOSE, 2, True, 10),
    ],
)
def test_outcome_of_administrators_is_at_least_two_recent_factors(outcome, factors, if_enrolled, minutes):
    stricter = outcome.for_administrator()
    assert (stricter.factors, stricter.if_enrolled) == (factors, if_enrolled)
    assert stricter.proof_age == timedelta(minutes=minutes)
