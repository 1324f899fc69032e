"""Which authenticators have to stay because a sign-in needs them."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, data_of
from flows.domain.flow_state import FlowState
from flows.domain.missing_assurance import LAST_WAY, reason_to_keep
from flows.domain.transaction import Intent
from policies.domain import defaults
from policies.domain.assurance import Requirement
from policies.domain.conditions.occasion import Occasion
from policies.domain.facts import Occasion as Doing
from policies.domain.outcomes import AuthenticationOutcome, Need
from policies.domain.rules import Policy, Rule
from policies.domain.snapshot import PolicySnapshot
from tests.flows.domain.facts import NOW, identified, policies, setup, user


def enrolled(id: int, authenticator: Authenticator, **stored: Any) -> Enrolled:
    return Enrolled(id, f"{authenticator}-{id}", authenticator, "", data_of(authenticator, stored), NOW, None)


CODES = enrolled(1, Authenticator.TOTP, secret="sealed", last_step=None)
PASSKEY = enrolled(
    2,
    Authenticator.PASSKEY,
    credential_id="key",
    sign_count=0,
    backed_up=False,
    public_key="",
    transports=[],
    aaguid="",
    user_verified=True,
)


@pytest.mark.parametrize(("occasion", "reason"), [(Doing.SIGN_IN, LAST_WAY), (Doing.SETTINGS, "")])
def test_what_is_left_is_judged_by_the_rules_of_a_sign_in(occasion: Doing, reason: str):
    only_there = Rule(
        1, "No codes there", (Occasion(occasion),), setup(totp=Need.NOT_ALLOWED, email=Need.NOT_ALLOWED)
    )
    everywhere = Rule(0, "Otherwise", (), setup(email=Need.NOT_ALLOWED), is_default=True)
    enrollment = Policy(0, "Default", frozenset(), (only_there, everywhere), is_default=True)
    security = PolicySnapshot(
        enrollment_policies=(enrollment,),
        authentication_policies=(
            defaults.default_policy(AuthenticationOutcome(requirement=Requirement(factors=2))),
        ),
    )
    facts = identified(Intent.MANAGE, user(enrolled=(CODES, PASSKEY)))
    state = FlowState(facts, replace(policies(), security=security), NOW)
    assert reason_to_keep(PASSKEY, state) == reason
