"""What a draft in the shadow would have decided differently, for attempts that have ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.authenticators import Authenticator
from flows.domain.account_changes import STEP_UP
from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.proofs import Proof
from flows.domain.required_actions import SKIP_OPTIONAL
from flows.domain.shadow_differences import EndedAttempt, differences, shadowed_state
from flows.domain.transaction import AccountChange, Intent, Transaction
from policies.domain.assurance import Requirement
from policies.domain.facts import Operation
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    AuthenticatorSetting,
    Need,
    PasswordOutcome,
    SessionOutcome,
)
from policies.domain.rules import Kind
from policies.domain.shadow import Shadow, from_stored, to_stored
from tests.flows.domain.facts import (
    NOW,
    begun,
    by_mail,
    by_password,
    having,
    identified,
    pending,
    policies,
    proved,
    setup,
    snapshot,
    submitted,
    user,
)

DENIED = AuthenticationOutcome(allowed=False)
TWO = AuthenticationOutcome(requirement=Requirement(factors=2))
IMPOSSIBLE = AuthenticationOutcome(
    requirement=Requirement(phishing_resistant=True, excluded=frozenset({Authenticator.PASSKEY}))
)
PHISHING = AuthenticationOutcome(requirement=Requirement(phishing_resistant=True))


def ended(transaction: Transaction, draft: dict, today: dict | None = None) -> tuple[str, ...]:
    """Return the differences of an attempt with these facts, in English."""
    [(kind, outcome)] = draft.items()
    tried = getattr(snapshot(**{kind: outcome}), f"{kind}_policies")[0]
    rules = policies(outcomes=today or {})
    shadow = Shadow(1, Kind(kind), tried, NOW + timedelta(hours=1))
    rules = replace(rules, security=replace(rules.security, shadow=shadow))
    state = FlowState(transaction, rules, NOW)
    decided = EndedAttempt(state, next_step(state))
    assert decided.step.name in ("done", "ended")
    if decided.step.name == "done":
        finished = replace(transaction, finished_at=NOW, ended=decided.step.outcome)
        decided = replace(decided, state=FlowState(finished, rules, NOW))
    found = differences(decided, shadowed_state(decided))
    assert from_stored(to_stored(found)) == found
    return tuple(difference.describe().english for difference in found)


def signed_in(who=None, *proofs: Proof, **facts) -> Transaction:
    return identified(Intent.SIGN_IN, who or user(), proofs=proofs or by_password(), **facts)


def with_new_totp() -> Transaction:
    return signed_in(None, *proved("password", "email"), pending=(pending("totp"),))


def changing(operation: Operation) -> Transaction:
    proofs = (replace(by_password()[0], here=False, at=NOW - timedelta(minutes=5)),)
    facts = {"session": "hash", "management": AccountChange(operation), "skips": frozenset({STEP_UP})}
    return identified(Intent.MANAGE, user(), proofs=proofs, **facts)


def in_session(*names: str) -> Transaction:
    earlier = tuple(replace(given, here=False, at=NOW - timedelta(minutes=5)) for given in proved(*names))
    return identified(Intent.SIGN_IN, having("totp"), proofs=earlier, session="hash")


CASES = {
    "in a session": (
        in_session("password"),
        {"authentication": TWO},
        {},
        ("Would have been asked for another factor: Authenticator app / Email.",),
    ),
    "in a session with enough": (in_session("password", "totp"), {"authentication": TWO}, {}, ()),
    "same": (signed_in(), {"authentication": AuthenticationOutcome()}, {}, ()),
    "refused": (signed_in(), {"authentication": DENIED}, {}, ("Would have been refused.",)),
    "no session": (
        signed_in(),
        {"session": SessionOutcome(allowed=False)},
        {},
        ("Would have been refused.",),
    ),
    "admitted": (
        signed_in(),
        {"authentication": AuthenticationOutcome()},
        {"authentication": DENIED},
        ("Wouldn’t have been refused.",),
    ),
    "refused by both": (
        signed_in(),
        {"session": SessionOutcome(allowed=False)},
        {"authentication": DENIED},
        (),
    ),
    "another factor": (
        signed_in(having("totp")),
        {"authentication": TWO},
        {},
        ("Would have been asked for another factor: Authenticator app / Email.",),
    ),
    "set up": (
        signed_in(),
        {"authentication": PHISHING},
        {},
        ("Would have been asked for another factor: Email.", "Would have had to set up: Passkey."),
    ),
    "required": (
        signed_in(None, *proved("password", "email")),
        {"enrollment": setup(totp=Need.REQUIRED)},
        {},
        ("Would have had to set up: Authenticator app.",),
    ),
    "postponed": (
        signed_in(),
        {"enrollment": setup(totp=AuthenticatorSetting(Need.REQUIRED, grace_skips=2))},
        {},
        ("Would have been asked to set up, with a choice to skip: Authenticator app.",),
    ),
    "impossible": (
        signed_in(),
        {"authentication": IMPOSSIBLE},
        {},
        ("Would have been refused: none of their authenticators is enough.",),
    ),
    "fewer factors": (
        signed_in(having("totp"), *proved("password", "totp")),
        {"authentication": AuthenticationOutcome()},
        {"authentication": TWO},
        ("Would have been let in without: Authenticator app.",),
    ),
    "more proofs than asked for": (
        signed_in(having("totp"), *proved("password", "totp")),
        {"authentication": TWO},
        {},
        (),
    ),
    "not required": (
        with_new_totp(),
        {"enrollment": setup()},
        {"enrollment": setup(totp=Need.REQUIRED)},
        (
            "Wouldn’t have had to set up: Authenticator app.",
            "Would have been let in without: Email.",
        ),
    ),
    "set up by choice": (with_new_totp(), {"session": SessionOutcome()}, {}, ()),
    "old password": (
        signed_in(user(password_changed_at=NOW - timedelta(days=100))),
        {"password": PasswordOutcome(max_age=timedelta(days=90))},
        {},
        ("Would have had to choose a new password.",),
    ),
    "old password is good": (
        signed_in(user(password_changed_at=NOW - timedelta(days=100)), password_hash="new"),
        {"password": PasswordOutcome()},
        {"password": PasswordOutcome(max_age=timedelta(days=90))},
        ("Wouldn’t have had to choose a new password.",),
    ),
    "session": (
        signed_in(),
        {"session": SessionOutcome(idle=timedelta(minutes=15), absolute=timedelta(hours=8))},
        {},
        (
            "The session would end after 15 min of inactivity, not 2 h.",
            "The session would end after 8 h in total, not 1 d.",
        ),
    ),
    "sign-up": (
        begun(Intent.SIGN_UP, submission=submitted(), proofs=by_mail(), password_hash="new"),
        {"enrollment": setup(totp=Need.REQUIRED)},
        {},
        ("Would have had to set up: Authenticator app.",),
    ),
    "optional at sign-up": (
        begun(
            Intent.SIGN_UP,
            submission=submitted(),
            proofs=by_mail(),
            password_hash="new",
            skips=frozenset({SKIP_OPTIONAL}),
        ),
        {"enrollment": setup(offer=True)},
        {},
        (),
    ),
    "recovery": (
        identified(Intent.RECOVER, user(), proofs=by_mail(), password_hash="new"),
        {"authentication": DENIED},
        {},
        ("Wouldn’t have been signed in at the end.",),
    ),
    "recovery not allowed": (
        identified(Intent.RECOVER, user(), proofs=by_mail(), password_hash="new"),
        {"password": PasswordOutcome(reset_allowed=False)},
        {},
        ("Would have been refused.",),
    ),
    "account change": (
        changing(Operation.EXPORT_DATA),
        {"account_management": AccountManagementOutcome(allowed=False)},
        {},
        ("Would have been refused.",),
    ),
    "older proof": (
        changing(Operation.EXPORT_DATA),
        {"account_management": AccountManagementOutcome(proof_age=timedelta(minutes=1))},
        {},
        ("Would have been asked for another factor: Password / Email.",),
    ),
}


@pytest.mark.parametrize(("transaction", "draft", "today", "expected"), CASES.values(), ids=CASES.keys())
def test_differences_of_an_ended_attempt(transaction, draft, today, expected):
    assert ended(transaction, draft, today) == expected
