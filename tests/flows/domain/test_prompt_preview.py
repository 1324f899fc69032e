"""The prompts of a preview: each step answered by its first choice, with what the user has enrolled."""

import pytest

from flows.domain.flow_state import FlowState, Policies, RequestOrigin
from flows.domain.prompt_preview import MAX_PROMPTS, prompts
from flows.domain.transaction import Intent, Transaction
from policies.domain.assurance import Requirement
from policies.domain.outcomes import (
    AuthenticationOutcome,
    AuthenticatorSetting,
    Need,
    Prompt,
    SessionOutcome,
)
from tests.flows.domain.facts import NOW, begun, having, identified, policies, setup, submitted, user, wants


def previewed(transaction: Transaction, rules: Policies) -> list[str]:
    """Return the names of the steps, each with what would do as well, and ``?`` where it can be skipped."""
    return [
        " ".join([prompt.step.name, *(other.value for other in prompt.others)]) + "?" * prompt.can_skip
        for prompt in prompts(FlowState(transaction, rules, NOW))
    ]


def signing_in(who) -> Transaction:
    return identified(Intent.SIGN_IN, who)


REQUIRED_TOTP = setup(totp=Need.REQUIRED)
POSTPONED_TOTP = setup(totp=AuthenticatorSetting(Need.REQUIRED, grace_skips=2))
STAYS = {
    "authentication": AuthenticationOutcome(keep_me_signed_in=True),
    "session": SessionOutcome(persistent=True),
}


@pytest.mark.parametrize(
    ("transaction", "rules", "expected"),
    [
        (signing_in(user()), policies(), ["challenge-password email", "done"]),
        (
            signing_in(having("totp")),
            policies(**wants(factors=2)),
            ["challenge-password totp email", "challenge-totp email", "done"],
        ),
        (
            signing_in(having("passkey")),
            policies(**wants(phishing_resistant=True)),
            ["challenge-passkey", "done"],
        ),
        (
            signing_in(user()),
            policies(**wants(phishing_resistant=True)),
            ["challenge-password email", "challenge-email", "enroll-passkey", "done"],
        ),
        (
            signing_in(user()),
            policies(outcomes={"enrollment": REQUIRED_TOTP}),
            ["challenge-password email", "challenge-email", "enroll-totp", "done"],
        ),
        (
            signing_in(user()),
            policies(outcomes={"enrollment": POSTPONED_TOTP}),
            ["challenge-password email", "select-enroll totp?", "done"],
        ),
        (
            signing_in(user()),
            policies(outcomes=STAYS),
            ["challenge-password email", "keep-me-signed-in", "done"],
        ),
        (
            signing_in(user()),
            policies(outcomes={"authentication": AuthenticationOutcome(allowed=False)}),
            ["challenge-password email", "ended"],
        ),
        (
            begun(Intent.SIGN_UP, submission=submitted()),
            policies(outcomes={"enrollment": REQUIRED_TOTP}),
            ["enroll-email", "enroll-password", "enroll-totp", "done"],
        ),
    ],
    ids=(
        "password",
        "two factors",
        "passkey",
        "passkey to create",
        "required",
        "postponed",
        "stay",
        "denied",
        "sign-up",
    ),
)
def test_prompts_follow_from_policies_and_enrollments(transaction, rules, expected):
    assert previewed(transaction, rules) == expected


def test_a_remembered_second_factor_is_not_prompted_again():
    rules = {
        "session": SessionOutcome(further_factor=True, prompt=Prompt.NEW_DEVICE),
        "authentication": AuthenticationOutcome(requirement=Requirement()),
    }
    here = RequestOrigin(known_device=True, second_factor_at=NOW)

    first = previewed(signing_in(having("totp")), policies(outcomes=rules))
    again = previewed(signing_in(having("totp")), policies(outcomes=rules, origin=here))

    assert len(first) == len(again) + 1
    assert len(first) < MAX_PROMPTS
