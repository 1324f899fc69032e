"""The simulation: the decisions for a user with reasons, before and after an unsaved rule."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.models import Group, Membership, User
from applications.models import Application
from policies.models import NetworkZone, Policy, Rule, SessionOutcome
from policies.selectors import load_policies
from tests.actors import a_user
from tests.administration.desk import Desk

pytestmark = pytest.mark.django_db

PAGE = "policies/rule/simulation/"
MAX_QUERIES = 65  # opening the page and sending it


def a_denying_rule(group: Group, **conditions: str) -> Policy:
    policy = Policy.objects.create(kind="session", name="Guests")
    policy.groups.add(group)
    rule = Rule.objects.create(policy=policy, name="Not on new devices", **conditions)
    SessionOutcome.objects.create(rule=rule, allowed=False)
    return policy


def guests() -> Group:
    return Group.objects.create(name="Guests", created_at=timezone.now())


def catch_all(kind: str) -> Rule:
    return Rule.objects.get(policy__kind=kind, is_default=True)


def test_all_five_kinds_are_shown_with_every_evaluated_policy(desk, django_assert_max_num_queries):
    a_user("ada@example.com")
    with django_assert_max_num_queries(MAX_QUERIES):
        shown = desk.save(PAGE, {"facts-user": "ada@example.com"})

    assert shown.text.count("All policies and rules that were checked") == 5
    assert "All conditions match." in shown.text


def test_new_user_in_a_group_matches_its_rule_with_failed_conditions(desk):
    group = guests()
    a_denying_rule(group, device="new")
    facts = {"facts-groups": [group.pk], "facts-occasion": "sign_up"}

    on_new = desk.save(PAGE, facts)
    on_known = desk.save(PAGE, facts, drop="facts-new_device")

    assert "Guests › Not on new devices" in on_new.text
    assert "Sign-in is denied." in on_new.text
    assert "Not on new devices: doesn’t match. Only on a new device." in on_known.text


def test_user_is_simulated_with_groups_address_and_time(desk):
    group, user = guests(), a_user("ada@example.com")
    Membership.objects.create(user=user, group=group, source="administrator", granted_at=timezone.now())
    policy = a_denying_rule(group)
    zone = NetworkZone.objects.create(name="Office", networks="203.0.113.0/24")
    policy.rules.get().zones_included.add(zone)
    policy.rules.update(zones_included_asked=True)

    inside = desk.save(PAGE, {"facts-user": "ada@example.com", "facts-address": "203.0.113.9"})
    outside = desk.save(PAGE, {"facts-user": "ada@example.com", "facts-address": "198.51.100.1"})

    assert "Sign-in is denied." in inside.text
    assert "Only from Office." in outside.text


def test_an_app_brings_its_own_policy(desk):
    app = Policy.objects.get(name="Administration")
    shown = desk.save(PAGE, {"facts-app": Application.objects.get(key="administration").pk})

    assert f"{app.name} › Two factors" in shown.text


def test_a_user_is_shown_the_pages_of_a_sign_in(desk):
    user = a_user("ada@example.com")
    facts = {"facts-user": user.email, "facts-app": Application.objects.get(key="administration").pk}

    shown = desk.save(PAGE, facts)
    User.objects.filter(pk=user.pk).update(status=Status.SUSPENDED)
    suspended = desk.save(PAGE, facts)

    assert "What ada@example.com would see" in shown.text
    assert "Enter your password" in shown.text
    assert "This account can’t sign in" in suspended.text
    assert "would see" not in desk.save(PAGE, {**facts, "facts-occasion": "recovery"}).text
    assert "What a new user would see" in desk.save(PAGE, {"facts-occasion": "sign_up"}).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facts-user": "nobody@example.com"}, "No user has this email address"),
        ({"facts-user": "<script>"}, "No user has this email address"),
        ({"facts-address": "300.1.1.1"}, "isn’t an IP address"),
        ({"facts-at": "yesterday"}, "valid date"),
        ({"facts-app": "999"}, "valid choice"),
        ({"facts-occasion": "breakfast"}, "valid choice"),
        ({"facts-groups": ["x"]}, "not a valid value"),
    ],
)
def test_invalid_input_is_reported_at_its_field(desk, changes, words):
    shown = desk.save(PAGE, changes)

    assert (shown.status, words in shown.said) == (200, True), shown.said
    assert "All policies and rules that were checked" not in shown.text


def simulate(desk: Desk, rule: Rule, changes: dict, **more: str):
    """Press "Simulate with these values" on the page of a rule, as a browser would send it."""
    page = f"policies/rule/{rule.pk}/change/"
    assert f'formaction="/admin/policies/rule/{rule.pk}/simulate/"' in desk.open(page).text
    return desk.save(page, {**changes, **more}, to=f"policies/rule/{rule.pk}/simulate/")


def test_a_rule_is_simulated_before_it_is_saved_side_by_side(desk):
    rule, before = catch_all("authentication"), load_policies()

    form = simulate(desk, rule, {"strength": "two_factors"})
    assert "Nothing is saved." in form.text
    assert '<input type="hidden" name="strength" value="two_factors">' in form.text
    shown = simulate(desk, rule, {"strength": "two_factors"}, **FACTS)

    assert ("Two different factors are required." in shown.text, "One factor is required." in shown.text) == (
        True,
        True,
    )
    assert (shown.text.count(">Changes<"), shown.text.count(">Stays the same<")) == (1, 4)
    assert load_policies() == before


FACTS = {"facts-occasion": "sign_in", "facts-at": "2026-11-22T20:00", "facts-app": "1"}


def test_even_a_rule_that_could_not_be_saved_can_be_simulated(desk):
    shown = simulate(desk, catch_all("session"), {}, **FACTS)
    assert shown.status == 200

    refused = desk.save(
        f"policies/rule/{catch_all('session').pk}/change/",
        {**FACTS},
        drop="allowed",
        to=f"policies/rule/{catch_all('session').pk}/simulate/",
    )

    assert "Sign-in is denied." in refused.text
    assert catch_all("session").sessionoutcome.allowed


def test_a_rule_with_an_error_is_shown_again_and_not_saved(desk):
    rule = catch_all("session")

    shown = simulate(desk, rule, {"idle_minutes": "1"})

    assert "at least 5 minutes" in shown.error_at("idle_minutes")
    assert f'action="/admin/policies/rule/{rule.pk}/change/"' in shown.text


def test_a_new_rule_is_simulated_too(desk):
    policy = Policy.objects.create(kind="session", name="Guests")
    policy.groups.add(guests())
    group = policy.groups.get()
    facts = {**FACTS, "facts-groups": [group.pk]}

    shown = desk.save(
        f"policies/rule/add/?policy={policy.pk}",
        {"name": "Nobody", **facts},
        drop="allowed",
        to=f"policies/rule/add/simulate/?policy={policy.pk}",
    )

    assert "Guests › Nobody" in shown.text
    assert not policy.rules.exists()


def helper(*permissions: str) -> Desk:
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return desk


def test_simulation_shows_only_the_kinds_that_may_be_viewed():
    desk = helper("view_sessionpolicy", "view_user")

    assert desk.save(PAGE, {}).text.count("All policies and rules that were checked") == 1


@pytest.mark.parametrize("permissions", [("view_sessionpolicy",), ("view_user",), ()])
def test_groups_of_users_are_hidden_without_permission_to_view_users(permissions):
    assert helper(*permissions).get(PAGE).status_code == 403


def test_rule_change_is_not_simulated_without_change_permission():
    desk, rule = helper("view_sessionpolicy", "view_user"), catch_all("session")

    assert desk.post(f"policies/rule/{rule.pk}/simulate/", FACTS).status == 403
    assert desk.post(f"policies/rule/add/simulate/?policy={rule.policy_id}", FACTS).status == 403
    assert desk.get(f"policies/rule/{rule.pk}/simulate/").status_code == 405
