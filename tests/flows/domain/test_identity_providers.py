"""Identity providers in a flow: what a sign-in there proves, and what it doesn't."""

from dataclasses import replace
from functools import partial

from accounts.domain.authenticators import Authenticator
from flows.domain.account_changes import STEP_UP
from flows.domain.available_authenticators import evidence
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import AccountChange, Intent
from flows.domain.upstream import UpstreamAnswer, UpstreamRequest
from policies.domain.facts import Operation
from policies.domain.outcomes import FirstFactor, Need, SessionOutcome
from tests.flows.domain import facts
from tests.flows.domain.facts import (
    ACME,
    ADA,
    NOW,
    begun,
    having,
    identified,
    pending,
    proof,
    proved,
    setup,
    step_of,
    submitted,
    user,
    wants,
)
from tests.tables import each

LINKED = "identity_provider"
policies = partial(facts.policies, providers=(ACME,))
SENT = UpstreamRequest("acme", "hash", "key", NOW)
BY_ACME = {"outcomes": {"session": SessionOutcome(first_factor=FirstFactor.IDENTITY_PROVIDER)}}
BY_PASSWORD = {"outcomes": {"session": SessionOutcome(first_factor=FirstFactor.PASSWORD)}}


def signing_up(verified: str = ADA, *, multifactor: bool = False, **facts):
    answer = UpstreamAnswer("acme", verified, multifactor=multifactor)
    form = facts.pop("submission", submitted(password_page=policies().enrollment.password_page.NONE))
    return begun(Intent.SIGN_UP, submission=form, upstream_answer=answer, pending=(pending(LINKED),), **facts)


@each(("name", "step"), [(StepName.IDENTIFY, Intent.SIGN_IN), (StepName.ENROLL_PROFILE, Intent.SIGN_UP)])
def test_first_pages_lead_to_providers_and_take_answers_of_requests_alone(name, step):
    shown = step_of(begun(step), policies())
    assert shown.name is name
    assert [option.value for option in shown.form(FormName.REDIRECT_IDP).fields[0].options] == ["acme"]
    assert shown.form(FormName.IDP_CALLBACK) is None
    assert step_of(begun(step, upstream_request=SENT), policies()).form(FormName.IDP_CALLBACK)


@each(
    ("rules", "intent", "shown"),
    [
        (policies(providers=()), Intent.SIGN_IN, False),
        (policies(providers=(replace(ACME, creates_accounts=False),)), Intent.SIGN_IN, True),
        (policies(providers=(replace(ACME, creates_accounts=False),)), Intent.SIGN_UP, False),
        (policies(outcomes={"enrollment": setup(identity_provider=Need.NOT_ALLOWED)}), Intent.SIGN_IN, False),
    ],
)
def test_first_pages_show_only_providers_that_may_be_used(rules, intent, shown):
    assert (step_of(begun(intent), rules).form(FormName.REDIRECT_IDP) is not None) is shown


def test_an_account_to_be_linked_proves_nothing_about_its_user():
    attempt = identified(Intent.SIGN_IN, user(), pending=(pending(LINKED),))
    assert evidence(attempt) == ()
    assert step_of(attempt, policies()).name is StepName.CHALLENGE_PASSWORD
    assert step_of(attempt, policies(**BY_ACME)).name is not StepName.DONE


def test_linking_at_a_sign_in_needs_what_adding_a_way_to_sign_in_needs():
    attempt = identified(
        Intent.SIGN_IN, having("totp"), pending=(pending(LINKED),), proofs=proved("password")
    )
    assert step_of(attempt, policies()).name is StepName.CHALLENGE_TOTP
    both = replace(attempt, proofs=proved("password", "totp"))
    assert step_of(both, policies()).name is StepName.DONE
    without = identified(Intent.SIGN_IN, having("totp"), proofs=proved("password"))
    assert step_of(without, policies()).name is StepName.DONE


@each(
    ("verified", "step"),
    [(ADA, StepName.DONE), ("", StepName.ENROLL_EMAIL), ("b@x.org", StepName.ENROLL_EMAIL)],
)
def test_sign_up_trusts_only_the_address_that_a_provider_verified(verified, step):
    assert step_of(signing_up(verified), policies()).name is step


@each(
    ("rules", "multifactor", "done"),
    [
        (policies(**BY_PASSWORD), False, True),
        (policies(**BY_ACME), False, True),
        (policies(**wants(factors=2)), False, False),
        (policies(**wants(factors=2)), True, True),
        (policies(**wants(excluded=frozenset({Authenticator.IDENTITY_PROVIDER}))), False, False),
    ],
)
def test_sign_up_by_a_provider_counts_as_one_factor_or_what_is_believed(rules, multifactor, done):
    # A provider's word about the address is no factor: only its sign-in is.
    shown = step_of(signing_up(multifactor=multifactor), rules)
    assert (shown.name is StepName.DONE) is done


@each(("administrator", "met"), [(False, True), (True, False)])
def test_two_factors_of_a_provider_are_one_for_administrators(administrator, met):
    who = having(LINKED, is_administrator=administrator, has_password=False)
    believed = replace(proof(LINKED), multifactor=True)
    attempt = identified(Intent.SIGN_IN, who, proofs=(believed,))
    assert (step_of(attempt, policies(**wants(factors=2))).name is StepName.DONE) is met


@each(
    ("providers", "step"),
    [((ACME,), StepName.CHALLENGE_IDENTITY_PROVIDER), ((), StepName.CHALLENGE_EMAIL)],
)
def test_linked_account_alone_is_used_while_its_provider_is_shown(providers, step):
    who = having(LINKED, has_password=False)
    assert step_of(identified(Intent.SIGN_IN, who), policies(providers=providers)).name is step


def test_unlinked_account_stops_counting():
    attempt = identified(Intent.SIGN_IN, having(), proofs=proved(LINKED))
    assert evidence(attempt) == ()


def test_account_is_linked_in_the_settings_after_a_recent_proof():
    change = AccountChange(Operation.ENROLL, Authenticator.IDENTITY_PROVIDER)
    attempt = identified(
        Intent.MANAGE, user(), management=change, session="session", skips=frozenset({STEP_UP})
    )
    assert step_of(attempt, policies()).name is StepName.CHALLENGE_PASSWORD
    proved_facts = replace(attempt, proofs=proved("password", "email"))
    assert step_of(proved_facts, policies()).name is StepName.ENROLL_IDENTITY_PROVIDER
    linked = proved_facts.with_pending(pending(LINKED))
    assert step_of(linked, policies()).name is StepName.DONE
