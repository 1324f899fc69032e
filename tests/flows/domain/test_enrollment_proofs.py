"""Proofs that enrollment requires in the settings are required at a sign-in too: email is not enough."""

from dataclasses import replace

import pytest

from accounts.domain.authenticators import Authenticator
from flows.domain.account_changes import STEP_UP
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import AccountChange, Intent
from policies.domain import defaults
from policies.domain.facts import Operation
from policies.domain.outcomes import AccountManagementOutcome, AuthenticatorSetting, Need, PasswordOutcome
from policies.domain.rules import Policy, Rule
from policies.domain.snapshot import PolicySnapshot
from tests.flows.domain.facts import having, identified, policies, proved, setup, step_of, user


def at_sign_in(who, *names, **outcomes):
    facts = identified(Intent.SIGN_IN, who, proofs=proved(*names))
    return step_of(facts, policies(outcomes=outcomes))


@pytest.mark.parametrize("new", ["passkey", "password"])
def test_email_enrolls_nothing_required_for_a_user_with_more_factors(new):
    app = having("totp", has_password=False)
    required = setup(**{new: Need.REQUIRED})
    assert at_sign_in(app, "email", enrollment=required).name is StepName.CHALLENGE_TOTP
    assert at_sign_in(app, "email", "totp", enrollment=required).name.value == f"enroll-{new}"


def test_enrollment_behind_two_factors_requires_both():
    required = setup(passkey=Need.REQUIRED)
    assert at_sign_in(having("totp"), "email", enrollment=required).name is StepName.CHALLENGE_PASSWORD
    app = having("totp")
    # A stolen password and mailbox are two factors, and yet not what protects this account.
    assert at_sign_in(app, "email", "password", enrollment=required).name is StepName.CHALLENGE_TOTP
    assert at_sign_in(app, "password", "totp", enrollment=required).name is StepName.ENROLL_PASSKEY


@pytest.mark.parametrize("rest", [{}, {"email": Need.NOT_ALLOWED}])
def test_first_second_factor_takes_password_and_mailed_code(rest):
    required = setup(totp=Need.REQUIRED, **rest)
    assert at_sign_in(user(), "password", enrollment=required).name is StepName.CHALLENGE_EMAIL
    assert at_sign_in(user(), "password", "email", enrollment=required).name is StepName.ENROLL_TOTP


def test_first_second_factor_after_a_question_takes_the_mailed_code():
    required = setup(totp=Need.REQUIRED)
    asked = at_sign_in(having("security_question"), "password", enrollment=required)
    assert asked.name is StepName.CHALLENGE_EMAIL


def test_passwordless_first_second_factor_takes_the_mailed_code_alone():
    app = setup(totp=Need.REQUIRED)
    assert at_sign_in(user(has_password=False), "email", enrollment=app).name is StepName.ENROLL_TOTP


def test_unverified_first_second_factor_takes_the_password_alone():
    unverified = user(is_claim=True, email_verified=False)
    assert (
        at_sign_in(unverified, "password", enrollment=setup(totp=Need.REQUIRED)).name is StepName.ENROLL_TOTP
    )


def test_first_second_factor_after_an_access_code_takes_no_mail():
    required = setup(totp=Need.REQUIRED)
    assert (
        at_sign_in(user(has_password=False), "access_code", enrollment=required).name is StepName.ENROLL_TOTP
    )


def test_settings_ask_for_the_mailed_code_before_the_first_second_factor():
    change = AccountChange(Operation.ENROLL, Authenticator.TOTP)
    facts = identified(Intent.MANAGE, user(), proofs=proved("password"), management=change)
    facts = facts.with_skip(STEP_UP)
    assert step_of(facts, policies()).name is StepName.CHALLENGE_EMAIL
    both = replace(facts, proofs=proved("password", "email"))
    assert step_of(both, policies()).name is StepName.ENROLL_TOTP


def test_where_nothing_would_do_nothing_is_set_up():
    strict = AccountManagementOutcome(factors=2, if_enrolled=False)
    app = having("totp", has_password=False)
    rules = {"enrollment": setup(passkey=Need.REQUIRED), "account_management": strict}
    assert at_sign_in(app, "email", **rules).name is StepName.ENDED


def test_postponable_enrollment_is_still_offered_with_skip():
    later = setup(passkey=AuthenticatorSetting(Need.REQUIRED, grace_skips=3))
    step = at_sign_in(having("totp"), "email", enrollment=later)
    assert step.name is StepName.SELECT_ENROLL
    assert step.form(FormName.SKIP) is not None


def test_prevention_prompts_group_without_resets_like_unknown_users():
    of_group = Policy(5, "Group", frozenset({4}), (Rule(6, "All", (), PasswordOutcome(reset_allowed=False)),))
    rules = policies(hidden=True)
    both = (of_group, defaults.default_policy(PasswordOutcome()))
    security = PolicySnapshot(protection=rules.security.protection, password_policies=both)
    asked = [
        step_of(identified(Intent.SIGN_IN, who), policies_with(rules, security))
        for who in (None, user(), user(group_ids=frozenset({4})))
    ]
    assert [step.form(FormName.RECOVER) is not None for step in asked] == [True, True, True]


def policies_with(rules, security):
    return type(rules)(rules.enrollment, security, origin=rules.origin, sms_available=rules.sms_available)
