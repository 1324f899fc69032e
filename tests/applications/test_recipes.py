"""Recipes write the policies and rules that meet a common requirement, and refuse rules without effect."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.violations import ValidationFailed
from accounts.models import Event
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.selectors import applications
from applications.services import apps
from applications.services.policies import effect_of
from applications.services.recipes import NOT_AN_APP, RECIPES, RecipeValues, apply_recipe
from applications.services.sign_up import close_sign_up
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.assurance import Requirement
from policies.domain.facts import Facts
from policies.domain.outcomes import FirstFactor, Need
from policies.domain.rules import Kind, evaluate
from policies.models import AuthenticationOutcome, NetworkZone, Policy, Rule
from policies.selectors.policy_rows import read_policies
from policies.services.zones import save_zone
from tests.policies.rows import add_policy, add_rule

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

BY_KEY = {recipe.key: recipe for recipe in RECIPES}


def author():
    return apps.author(None, timezone.now())


def apply(key: str, **values: object):
    return apply_recipe(BY_KEY[key], RecipeValues(**values), author())


def refusal(key: str, **values: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        apply(key, **values)
    return [(violation.field, violation.code) for violation in refused.value.violations]


def chosen(app: Application, policy: Policy) -> None:
    app.authentication_policy = policy
    apps.save_application(app, author())


def rule_outcome(policy: Policy):
    """Return the rows of the outcome of a policy's last rule, to be updated."""
    return AuthenticationOutcome.objects.filter(rule__policy=policy, rule__is_default=True)


def decided_outside():
    facts = Facts(at=timezone.now(), ip_address=ip_address("198.51.100.1"))
    return evaluate(read_policies()[Kind.AUTHENTICATION], facts).outcome


def read(policy: Policy):
    return next(found for found in read_policies()[Kind(policy.kind)] if found.id == policy.pk)


@pytest.fixture
def payroll() -> Application:
    return apps.create_application("Payroll", author())


@pytest.fixture
def office() -> NetworkZone:
    return save_zone(NetworkZone(name="Office", networks="203.0.113.0/24"), author())


@pytest.fixture
def default_policy() -> Policy:
    return Policy.objects.get(kind=Kind.AUTHENTICATION, is_default=True)


@pytest.mark.parametrize("passkeys", [True, False], ids=["or a passkey", "only"])
def test_authenticator_app_is_required_by_a_policy_of_the_application(payroll, passkeys):
    policy = apply("require-authenticator-app", application=payroll, passkeys=passkeys)
    payroll.refresh_from_db()
    assert (payroll.authentication_policy, policy.name) == (policy, "Payroll: Authenticator app")
    requirement = read(policy).rules[0].outcome.requirement
    assert (requirement.factors, requirement.possession) == (2, True)
    assert Authenticator.TOTP not in requirement.excluded
    assert Authenticator.EMAIL in requirement.excluded
    assert (Authenticator.PASSKEY in requirement.excluded) is not passkeys


def test_recipe_applied_twice_changes_nothing(payroll, default_policy, office):
    for key, values in [
        ("require-authenticator-app", {"application": payroll}),
        ("passkeys-for-administrators", {}),
        ("two-factors-outside", {"policy": default_policy, "zone": office}),
    ]:
        first = apply(key, **values)
        before = Policy.objects.count(), Rule.objects.count(), Event.objects.count()
        assert apply(key, **values) == first
        assert (Policy.objects.count(), Rule.objects.count(), Event.objects.count()) == before


def test_other_choice_of_a_recipe_gives_the_policy_a_number(payroll):
    apply("require-authenticator-app", application=payroll)
    second = apply("require-authenticator-app", application=payroll, passkeys=False)
    assert second.name == "Payroll: Authenticator app 2"


def test_own_policy_keeps_what_the_former_one_required(payroll):
    own = add_policy(Kind.AUTHENTICATION, "Payroll")
    excluded = frozenset({Authenticator.PHONE, Authenticator.ACCESS_CODE})
    add_rule(own, excluded=excluded, device_bound=True, other_minutes=10, keep_me_signed_in=True)
    chosen(payroll, own)
    outcome = read(apply("require-authenticator-app", application=payroll)).rules[0].outcome
    assert outcome.requirement == Requirement(
        factors=2,
        possession=True,
        device_bound=True,
        excluded=NOT_AN_APP | excluded,
        other_age=timedelta(minutes=10),
    )
    assert outcome.keep_me_signed_in


@pytest.mark.parametrize("key", ["require-authenticator-app", "passkeys-for-administrators"])
@pytest.mark.parametrize("allowed", [True, False], ids=["condition", "denial"])
def test_own_policy_with_other_rules_is_refused(payroll, office, key, allowed):
    own = add_policy(Kind.AUTHENTICATION, "Guarded")
    conditions = {"zones_included": [office]} if allowed else {}
    add_rule(own, {"name": "First", **conditions}, allowed=allowed)
    add_rule(own, {"name": "Everyone"})
    administration = key == "passkeys-for-administrators"
    app = Application.objects.get(key=ADMINISTRATION) if administration else payroll
    chosen(app, own)
    values = {} if administration else {"application": payroll}
    assert refusal(key, **values) == [("application", "ssr.recipe.other_rules")]
    app.refresh_from_db()
    assert app.authentication_policy == own


def test_rule_that_is_off_does_not_keep_a_policy(payroll, office):
    own = add_policy(Kind.AUTHENTICATION, "Guarded")
    add_rule(own, {"active": False, "zones_included": [office]}, allowed=False)
    chosen(payroll, own)
    assert apply("require-authenticator-app", application=payroll) != own


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ({"allowed": False}, "ssr.recipe.denies"),
        ({"user_verifying": True}, "ssr.recipe.other_rules"),
        ({"factors": 2}, None),
    ],
    ids=["denies", "requires more", "requires no more"],
)
def test_rules_of_the_default_policy_are_not_lost(payroll, default_policy, office, outcome, code):
    add_rule(default_policy, {"zones_excluded": [office]}, **outcome)
    if code is None:
        assert apply("require-authenticator-app", application=payroll)
    else:
        assert refusal("require-authenticator-app", application=payroll) == [("application", code)]


def test_denial_for_everyone_is_not_opened_by_a_recipe(payroll, default_policy, office):
    rule_outcome(default_policy).update(allowed=False)
    own = add_policy(Kind.AUTHENTICATION, "Payroll")
    for key, values, field in [
        ("require-authenticator-app", {"application": payroll}, "application"),
        ("two-factors-outside", {"policy": default_policy, "zone": office}, "policy"),
        ("two-factors-outside", {"policy": own, "zone": office}, "policy"),
    ]:
        assert refusal(key, **values) == [(field, "ssr.recipe.denies")]
    assert not Rule.objects.filter(name="Outside Office").exists()


def test_two_factors_outside_keep_what_the_default_rule_requires(default_policy, office):
    rule_outcome(default_policy).update(
        phishing_resistant=True, excluded=frozenset({Authenticator.PHONE}), other_minutes=5
    )
    before = decided_outside()
    apply("two-factors-outside", policy=default_policy, zone=office)
    after = decided_outside()
    assert (before.requirement.factors, after.requirement.factors) == (1, 2)
    assert after == replace(before, requirement=replace(before.requirement, factors=2))


def test_two_factors_outside_of_an_own_policy_keep_the_default_rules(default_policy, office):
    own = add_policy(Kind.AUTHENTICATION, "Payroll")
    rule_outcome(default_policy).update(device_bound=True)
    apply("two-factors-outside", policy=own, zone=office)
    assert read(own).rules[0].outcome.requirement == Requirement(factors=2, device_bound=True)
    add_rule(default_policy, {"name": "Home", "zones_excluded": [office]}, user_verifying=True)
    other = add_policy(Kind.AUTHENTICATION, "Ledger")
    assert refusal("two-factors-outside", policy=other, zone=office) == [("policy", "ssr.recipe.other_rules")]


def test_rule_with_the_same_zone_and_another_outcome_is_refused(default_policy, office):
    add_rule(default_policy, {"zones_excluded": [office]}, allowed=False)
    assert refusal("two-factors-outside", policy=default_policy, zone=office) == [
        ("policy", "ssr.recipe.unreachable")
    ]


def test_two_factors_outside_are_required_by_a_rule_before_the_default(default_policy, office):
    apply("two-factors-outside", policy=default_policy, zone=office)
    rules = read(default_policy).rules
    assert [rule.name for rule in rules[:-1]] == ["Outside Office"]
    assert (rules[0].outcome.requirement.factors, rules[-1].is_default) == (2, True)
    assert rules[0].conditions[0].describe().english == "Not from Office."


def test_rule_behind_one_for_everyone_is_refused(payroll, office):
    policy = apply("require-authenticator-app", application=payroll)
    assert refusal("two-factors-outside", policy=policy, zone=office) == [
        ("policy", "ssr.recipe.unreachable")
    ]
    assert policy.rules.count() == 1


def test_passkeys_for_administrators_replace_their_policy():
    policy = apply("passkeys-for-administrators")
    requirement = read(policy).rules[0].outcome.requirement
    assert Application.objects.get(key=ADMINISTRATION).authentication_policy == policy
    assert (requirement.phishing_resistant, requirement.user_verifying, requirement.factors) == (
        True,
        True,
        2,
    )
    # The shipped policy of the administration accepts none of these.
    assert requirement.excluded == {
        Authenticator.EMAIL,
        Authenticator.PHONE,
        Authenticator.SECURITY_QUESTION,
    }


def test_password_is_optional_at_sign_up_and_sign_in():
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)
    apply("password-optional", form=form)
    form.refresh_from_db()
    policies = read_policies()
    assert form.password_page == "none"
    assert policies[Kind.SESSION][-1].rules[-1].outcome.first_factor is FirstFactor.ANY
    assert (
        policies[Kind.ENROLLMENT][-1].rules[-1].outcome.settings[Authenticator.PASSWORD].need is Need.OPTIONAL
    )


def test_closed_sign_up_of_one_application_leaves_the_shared_form_open(payroll):
    default = ProfileEnrollmentPolicy.objects.get(is_default=True)
    ProfileEnrollmentPolicy.objects.update(sign_up_allowed=True)
    form = apply("close-sign-up", application=payroll)
    payroll.refresh_from_db()
    default.refresh_from_db()
    assert (payroll.enrollment_policy, form.name) == (form, "Payroll: sign-up closed")
    assert (form.sign_up_allowed, default.sign_up_allowed, form.is_default) == (False, True, False)
    copied, original = form.form_fields.count(), default.form_fields.count()
    assert copied == original > 0


def test_closed_sign_up_of_an_own_form_changes_that_form(payroll):
    own = close_sign_up(payroll, author())
    ProfileEnrollmentPolicy.objects.filter(pk=own.pk).update(sign_up_allowed=True)
    assert apply("close-sign-up", application=payroll).pk == own.pk
    own.refresh_from_db()
    assert not own.sign_up_allowed


def test_allowed_domains_are_written_to_the_form():
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)
    apply("allow-domains", form=form, domains="example.com\nBÜCHER.example")
    form.refresh_from_db()
    assert form.allowed_domains.splitlines() == ["example.com", "xn--bcher-kva.example"]
    assert refusal("allow-domains", form=form, domains="no domain") == [
        ("allowed_domains", "ssr.policy.domain")
    ]


def test_allowed_domains_are_added_to_but_not_replaced():
    form = ProfileEnrollmentPolicy.objects.get(is_default=True)
    apply("allow-domains", form=form, domains="example.com\nBÜCHER.example")
    with pytest.raises(ValidationFailed) as refused:
        apply("allow-domains", form=form, domains="example.org\nexample.com")
    [violation] = refused.value.violations
    assert (violation.field, violation.code) == ("allowed_domains", "ssr.recipe.has_domains")
    assert violation.params == (form.name, "example.com, xn--bcher-kva.example")
    apply("allow-domains", form=form, domains="example.org\nexample.com\nBücher.example")
    form.refresh_from_db()
    assert form.allowed_domains.splitlines() == ["example.com", "example.org", "xn--bcher-kva.example"]


def test_closed_sign_up_sees_an_application_that_joined_just_now(payroll):
    own = close_sign_up(payroll, author())
    ProfileEnrollmentPolicy.objects.filter(pk=own.pk).update(sign_up_allowed=True)
    ledger = apps.create_application("Ledger", author())
    applications()
    # Written past the services: the cached configuration does not know of it.
    Application.objects.filter(pk=ledger.pk).update(enrollment_policy=own)
    assert apply("close-sign-up", application=payroll).pk != own.pk
    own.refresh_from_db()
    assert own.sign_up_allowed


@pytest.mark.parametrize(
    "recipe", [recipe for recipe in RECIPES if recipe.fields], ids=lambda recipe: recipe.key
)
def test_recipe_without_its_choice_names_the_field(recipe):
    assert refusal(recipe.key) == [(recipe.fields[0], "ssr.recipe.required")]


def test_looking_at_the_effect_writes_nothing_and_the_write_follows(payroll):
    recipe, values = BY_KEY["require-authenticator-app"], RecipeValues(application=payroll)
    before = Policy.objects.count(), Event.objects.count()
    effect_of(lambda: apply_recipe(recipe, values, author()), timezone.now())
    assert (Policy.objects.count(), Event.objects.count()) == before
    assert apply_recipe(recipe, values, author()).name == "Payroll: Authenticator app"
