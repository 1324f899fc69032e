"""What the settings ask before something is set up is asked at a sign-in too: a mail alone adds no way in."""

import pytest

from flows.domain.next_step import next_step
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import Intent
from policies.domain import defaults
from policies.domain.account_management import AccountManagementOutcome
from policies.domain.authenticator_enrollment import Need, Wish
from policies.domain.password import PasswordOutcome
from policies.domain.rules import Policy, Rule
from policies.domain.snapshot import PolicySnapshot
from tests.flows.domain.facts import NOW, having, identified, person, policies, proved, setup


def at_sign_in(who, *names, **outcomes):
    facts = identified(Intent.SIGN_IN, who, proofs=proved(*names))
    return next_step(facts, policies(outcomes=outcomes), NOW)


@pytest.mark.parametrize("new", ["passkey", "password"])
def test_a_mail_adds_nothing_required_to_somebody_who_has_more_than_that(new):
    app = having("totp", has_password=False)
    required = setup(**{new: Need.REQUIRED})
    assert at_sign_in(app, "email", enrollment=required).name is StepName.CHALLENGE_TOTP
    assert at_sign_in(app, "email", "totp", enrollment=required).name.value == f"enroll-{new}"


def test_what_two_factors_protect_takes_two():
    required = setup(passkey=Need.REQUIRED)
    assert at_sign_in(having("totp"), "email", enrollment=required).name is StepName.CHALLENGE_PASSWORD
    app = having("totp")
    # A stolen password and mailbox are two factors, and yet not what protects this account.
    assert at_sign_in(app, "email", "password", enrollment=required).name is StepName.CHALLENGE_TOTP
    assert at_sign_in(app, "password", "totp", enrollment=required).name is StepName.ENROLL_PASSKEY


def test_whoever_has_nothing_more_sets_it_up_at_once():
    assert at_sign_in(person(), "password", enrollment=setup(totp=Need.REQUIRED)).name is StepName.ENROLL_TOTP


def test_where_nothing_would_do_nothing_is_set_up():
    strict = AccountManagementOutcome(factors=2, if_enrolled=False)
    app = having("totp", has_password=False)
    rules = {"enrollment": setup(passkey=Need.REQUIRED), "account_management": strict}
    assert at_sign_in(app, "email", **rules).name is StepName.ENDED


def test_what_can_wait_is_still_offered_with_its_skip():
    later = setup(passkey=Wish(Need.REQUIRED, grace_skips=3))
    step = at_sign_in(having("totp"), "email", enrollment=later)
    assert step.name is StepName.SELECT_ENROLL
    assert step.form(FormName.SKIP) is not None


def test_where_people_are_hidden_a_group_without_resets_is_asked_like_nobody():
    of_group = Policy(5, "Group", frozenset({4}), (Rule(6, "All", (), PasswordOutcome(reset_allowed=False)),))
    rules = policies(hidden=True)
    both = (of_group, defaults.default_policy(PasswordOutcome()))
    security = PolicySnapshot(protection=rules.security.protection, password_policies=both)
    asked = [
        next_step(identified(Intent.SIGN_IN, who), policies_with(rules, security), NOW)
        for who in (None, person(), person(group_ids=frozenset({4})))
    ]
    assert [step.form(FormName.RECOVER) is not None for step in asked] == [True, True, True]


def policies_with(rules, security):
    return type(rules)(rules.enrollment, security, where=rules.where, texts=rules.texts)
