"""What an app changes about an attempt: who may use it, what it asks for, what it may learn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import Message
from applications.domain import Application
from flows.domain.requests import AuthorizationRequest, request_of, stored_request
from flows.domain.steps import Step, StepName
from flows.domain.subjects import ConsentSubject
from flows.domain.transaction import Intent, Transaction
from tests.flows.domain.facts import ADA, NOW, begun, policies, proof, step_of, submitted, user
from tests.tables import each

REQUEST = AuthorizationRequest("payroll", "https://payroll.example/back", ("openid", "email"), "challenge")
PAYROLL = Application("payroll", "Payroll", None, contact="Bo Lind")
MINUTE = timedelta(minutes=1)


def signed_in(asked: AuthorizationRequest = REQUEST, **changes: object) -> Transaction:
    """Return a user from the app who has proved the password ten minutes ago, in this session."""
    who = user(**changes)
    earlier = replace(proof(Authenticator.PASSWORD), here=False, at=NOW - 10 * MINUTE)
    return begun(
        Intent.SIGN_IN,
        identifier=ADA,
        user=who,
        user_epoch=who.epoch,
        session="session",
        proofs=(earlier,),
        application="payroll",
        request=asked,
    )


def shown(facts: Transaction, app: Application = PAYROLL, agreed: frozenset[str] = frozenset()) -> Step:
    return step_of(facts, replace(policies(), application=app, granted_scopes=agreed))


@each(
    ("app", "groups", "assigned", "lets_in"),
    [
        (PAYROLL, frozenset(), frozenset(), True),
        (replace(PAYROLL, everyone=False), frozenset(), frozenset(), False),
        (replace(PAYROLL, everyone=False, group_ids=frozenset({4})), frozenset({4}), frozenset(), True),
        (replace(PAYROLL, everyone=False, group_ids=frozenset({4})), frozenset({5}), frozenset(), False),
        (replace(PAYROLL, everyone=False), frozenset(), frozenset({"payroll"}), True),
        (replace(PAYROLL, everyone=False), frozenset(), frozenset({"wiki"}), False),
        (replace(PAYROLL, active=False), frozenset(), frozenset({"payroll"}), False),
    ],
    ids=["everyone", "nobody", "group", "other-group", "by-name", "another-app", "switched-off"],
)
def test_access_to_an_app_by_assignment(
    app: Application, groups: frozenset[int], assigned: frozenset[str], lets_in: bool
):
    step = shown(signed_in(group_ids=groups, application_keys=assigned), app)
    if lets_in:
        assert step.name is StepName.DONE
    else:
        assert step.messages == (Message("idx.error.code.user_not_assigned", ("Payroll", "Bo Lind")),)


def test_access_denial_is_not_shown_before_a_proof():
    facts = replace(signed_in(), session="", proofs=())
    assert shown(facts, replace(PAYROLL, everyone=False)).name is StepName.CHALLENGE_PASSWORD


@each(
    ("asked", "step"),
    [
        (REQUEST, StepName.DONE),
        (replace(REQUEST, fresh_since=NOW - 11 * MINUTE), StepName.DONE),
        (replace(REQUEST, fresh_since=NOW - 9 * MINUTE), StepName.STEP_UP),
        (replace(REQUEST, fresh_since=NOW), StepName.STEP_UP),
        (replace(REQUEST, factors=1), StepName.DONE),
        (replace(REQUEST, factors=2), StepName.STEP_UP),
    ],
    ids=["nothing", "old-enough", "too-old", "now", "one-factor", "two-factors"],
)
def test_session_suffices_or_a_stronger_proof_is_required(asked: AuthorizationRequest, step: StepName):
    assert shown(signed_in(asked)).name is step


def test_proof_in_this_transaction_satisfies_a_fresh_sign_in():
    asked = replace(REQUEST, fresh_since=NOW)
    facts = signed_in(asked).with_skip("step-up").with_proof(proof(Authenticator.PASSWORD))
    later = replace(policies(), application=PAYROLL)
    assert step_of(facts, later, NOW + 5 * MINUTE).name is StepName.DONE


ASKING = replace(PAYROLL, consent_required=True)


@each(
    ("app", "asked", "agreed", "step"),
    [
        (PAYROLL, REQUEST, (), StepName.DONE),
        (ASKING, REQUEST, (), StepName.CONSENT),
        (ASKING, REQUEST, ("openid",), StepName.CONSENT),
        (ASKING, REQUEST, ("email", "openid"), StepName.DONE),
        (ASKING, REQUEST, ("email", "groups", "openid"), StepName.DONE),
        (ASKING, replace(REQUEST, consent_asked=True), ("email", "openid"), StepName.CONSENT),
        (PAYROLL, replace(REQUEST, consent_asked=True), (), StepName.CONSENT),
    ],
    ids=[
        "own-app",
        "never-asked",
        "asked-for-less",
        "agreed",
        "agreed-to-more",
        "asks-again",
        "own-app-asks",
    ],
)
def test_consent_is_required_where_the_app_needs_it(
    app: Application, asked: AuthorizationRequest, agreed: tuple[str, ...], step: StepName
):
    assert shown(signed_in(asked), app, frozenset(agreed)).name is step


def test_consent_step_names_the_app_and_its_scopes():
    assert shown(signed_in(), ASKING).subject == ConsentSubject("Payroll", ("openid", "email"))


def test_consent_is_requested_once_in_a_transaction():
    facts = signed_in(replace(REQUEST, consent_asked=True)).with_skip("consented")
    assert shown(facts).name is StepName.DONE


def test_consent_is_not_requested_where_no_app_needs_it():
    assert shown(replace(signed_in(), request=None), ASKING).name is StepName.DONE


PROVED_ONLY = replace(PAYROLL, verified_addresses_only=True)


def test_app_that_requires_a_verified_address_has_it_proved_first():
    facts = signed_in(email_verified=False)
    assert shown(facts, PROVED_ONLY).name is StepName.STEP_UP
    assert shown(facts.with_skip("step-up"), PROVED_ONLY).name is StepName.CHALLENGE_EMAIL
    proved = facts.with_skip("step-up").with_proof(proof(Authenticator.EMAIL))
    assert shown(proved, PROVED_ONLY).name is StepName.DONE


def test_sign_up_requires_groups_that_may_use_the_app():
    finance = replace(PAYROLL, everyone=False, group_ids=frozenset({4}))
    joins = submitted(group_ids=(4,), verification_required=False)
    facts = begun(
        Intent.SIGN_UP, submission=joins, password_hash="hash", request=REQUEST, application="payroll"
    )
    lets_in = replace(policies(verification_required=False), application=finance)
    assert step_of(facts, lets_in).name is StepName.DONE
    stranger = replace(facts, submission=replace(joins, group_ids=(5,)))
    assert step_of(stranger, lets_in).name is StepName.ENDED


@pytest.mark.parametrize(
    "asked",
    [
        REQUEST,
        AuthorizationRequest("a", "b", (), "c", "d", "e", "default", NOW, consent_asked=True, factors=2),
    ],
)
def test_a_request_is_the_same_after_it_was_stored(asked: AuthorizationRequest):
    assert request_of(stored_request(asked)) == asked
