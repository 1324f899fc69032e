"""Lists of policies and the page of one: order, words, groups, and refused actions."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import Group, Membership, User
from policies.models import POLICY_MODELS, Policy, Rule
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event

pytestmark = pytest.mark.django_db

NAMES = [model.__name__.lower() for model in POLICY_MODELS.values()]
SESSIONS = "policies/sessionpolicy/"
MAX_QUERIES = 30


def a_group(name: str, *addresses: str) -> Group:
    group = Group.objects.create(name=name, created_at=timezone.now())
    for address in addresses:
        user = User.objects.filter(login=address).first() or a_user(address)
        Membership.objects.create(user=user, group=group, source="administrator", granted_at=timezone.now())
    return group


def added(desk: Desk, name: str, *groups: Group) -> Policy:
    desk.save(f"{SESSIONS}add/", {"name": name, "groups": [group.pk for group in groups]})
    return Policy.objects.get(name=name)


def order() -> list[str]:
    return list(Policy.objects.filter(kind="session").values_list("name", flat=True))


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_has_a_list_with_its_default_last_and_in_words(desk, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(MAX_QUERIES):
        shown = desk.open(f"policies/{name}/")

    assert (shown.status, "Default" in shown.text, "Everyone else" in shown.text) == (200, True, True)
    assert "Catch-all rule: " in shown.text


@pytest.mark.parametrize("name", NAMES)
def test_each_page_lists_its_rules_in_words(desk, name, django_assert_max_num_queries):
    row = Policy.objects.get(is_default=True, kind=POLICY_MODELS_BY_NAME[name])
    with django_assert_max_num_queries(MAX_QUERIES):
        shown = desk.open(f"policies/{name}/{row.pk}/change/")

    assert (shown.status, "Always." in shown.text, "Always last" in shown.text) == (200, True, True)


POLICY_MODELS_BY_NAME = {model.__name__.lower(): kind.value for kind, model in POLICY_MODELS.items()}


def test_the_list_takes_no_more_queries_for_more_policies(desk, django_assert_max_num_queries):
    for number in range(12):
        Policy.objects.create(kind="session", name=f"Policy {number}", position=number)

    with django_assert_max_num_queries(MAX_QUERIES):
        shown = desk.open(SESSIONS)

    assert shown.text.count("No active rules") == 12


def test_new_policy_precedes_the_default_and_counts_its_users(desk):
    group, other = (
        a_group("Staff", "ada@example.com", "ben@example.com"),
        a_group("Guests", "ada@example.com"),
    )

    added(desk, "Inside", group, other)

    assert order() == ["Inside", "Default global session policy"]
    assert "2 people" in desk.open(SESSIONS).text
    event = newest_event("policy.lifecycle.create")
    policy = Policy.objects.get(name="Inside")
    assert event.actor_id == desk.user.public_id
    assert event.targets == [{"type": "policy", "id": policy.public_id}]


def test_policy_without_groups_warns_that_it_applies_to_no_user(desk):
    shown = desk.save(f"{SESSIONS}add/", {"name": "Deny all", "groups": []})
    assert "it applies to no one" in shown.said
    assert "No one: it has no groups" in desk.open(SESSIONS).text
    told = desk.save(f"{SESSIONS}add/", {"name": "For some", "groups": [a_group("Staff").pk]}).said
    assert "applies to nobody" not in told


def test_policies_move_by_buttons_that_need_no_script(desk):
    for name in ("First", "Second", "Third"):
        added(desk, name)
    third = Policy.objects.get(name="Third")
    assert f'formaction="/admin/{SESSIONS}{third.pk}/do/up/"' in desk.open(SESSIONS).text

    desk.post(f"{SESSIONS}{third.pk}/do/up/", {})
    assert order()[:3] == ["First", "Third", "Second"]

    desk.post(f"{SESSIONS}{third.pk}/do/down/", {})
    desk.post(f"{SESSIONS}{third.pk}/do/down/", {})
    assert order() == ["First", "Second", "Third", "Default global session policy"]


def test_a_policy_is_switched_off_and_on_again(desk):
    row = added(desk, "Inside")

    desk.post(f"{SESSIONS}{row.pk}/do/off/", {})
    assert not Policy.objects.get(pk=row.pk).active

    desk.post(f"{SESSIONS}{row.pk}/do/on/", {})
    assert Policy.objects.get(pk=row.pk).active
    assert newest_event("policy.lifecycle.activate").actor_id == desk.user.public_id


def test_the_default_policy_stays_whatever_is_posted(desk):
    row = Policy.objects.get(kind="session", is_default=True)

    assert desk.post(f"{SESSIONS}{row.pk}/delete/", {"confirmed": "yes"}).status == 403
    assert "can’t turn off" in desk.post(f"{SESSIONS}{row.pk}/do/off/", {}).said
    desk.post(f"{SESSIONS}{row.pk}/do/up/", {})
    page = desk.open(f"{SESSIONS}{row.pk}/change/").text
    assert ('name="active"' in page, 'name="groups"' in page) == (False, False)
    assert Policy.objects.get(pk=row.pk).active


def test_deleting_asks_first_and_takes_the_rules_along(desk):
    row = added(desk, "Inside")
    asked = desk.open(f"{SESSIONS}{row.pk}/delete/")
    assert ("Delete “Inside”?" in asked.text, Policy.objects.filter(pk=row.pk).exists()) == (True, True)

    desk.post(f"{SESSIONS}{row.pk}/delete/", {"confirmed": "yes"})

    assert not Policy.objects.filter(pk=row.pk).exists()
    assert newest_event("policy.lifecycle.delete").actor_id == desk.user.public_id


def test_policy_used_by_an_app_is_not_deleted_and_the_app_is_named(desk):
    row = Policy.objects.get(name="Administration")
    assert "Administration" in desk.open("policies/authenticationpolicy/").text

    shown = desk.post(f"policies/authenticationpolicy/{row.pk}/delete/", {"confirmed": "yes"})

    assert "These applications use it: Administration" in shown.said
    assert Policy.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("changes", "field"), [({"name": ""}, "name"), ({"name": "Inside"}, "name")])
def test_error_is_shown_at_its_field(desk, changes, field):
    added(desk, "Inside")

    assert desk.save(f"{SESSIONS}add/", changes).error_at(field)


def test_authentication_policy_page_has_no_groups_field(desk):
    assert 'name="groups"' not in desk.open("policies/authenticationpolicy/add/").text


def test_a_name_with_markup_is_text(desk):
    added(desk, "<b>Inside</b>")

    shown = desk.open(SESSIONS).text

    assert ("&lt;b&gt;Inside" in shown, "<b>Inside" in shown) == (True, False)


def helper(*permissions: str) -> Desk:
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return desk


def test_a_right_is_for_one_kind_of_policy():
    desk = helper("view_sessionpolicy", "change_sessionpolicy")
    password = Policy.objects.get(kind="password")
    rule = Rule.objects.get(policy=password)

    assert desk.get(SESSIONS).status_code == 200
    assert desk.get("policies/passwordpolicy/").status_code == 403
    assert desk.get(f"policies/rule/{rule.pk}/change/").status_code == 403
    assert desk.post(f"policies/passwordpolicy/{password.pk}/do/off/", {}).status == 403
    assert desk.post(f"policies/rule/{rule.pk}/do/off/", {}).status == 403
    assert desk.get(f"policies/rule/add/?policy={password.pk}").status_code == 403


def test_view_permission_shows_text_and_no_buttons():
    owner = Desk()
    row = added(owner, "Inside")
    rule = Rule.objects.get(policy__kind="session", policy__is_default=True)
    desk = helper("view_sessionpolicy")

    listed, page = desk.open(SESSIONS).text, desk.open(f"policies/rule/{rule.pk}/change/")

    assert ("formaction" in listed, "Inside" in listed) == (False, True)
    assert (page.status, "Sign-in starts with any authenticator." in page.text) == (200, True)
    assert 'name="_save"' not in page.text
    assert desk.post(f"{SESSIONS}{row.pk}/do/off/", {}).status == 403
    assert desk.post(f"policies/rule/{rule.pk}/change/", {"name": "x"}).status == 403


@pytest.mark.parametrize(
    "path", ["policies/rule/add/", "policies/rule/add/?policy=99999", "policies/rule/add/?policy=x"]
)
def test_a_rule_belongs_to_a_policy(desk, path):
    assert desk.get(path).status_code == 403


def test_no_page_of_policies_carries_an_inline_script_or_style(desk):
    row = added(desk, "Inside")
    rule = Rule.objects.get(policy__kind="session", policy__is_default=True)
    pages = [SESSIONS, f"{SESSIONS}{row.pk}/change/", f"{SESSIONS}{row.pk}/delete/"]
    pages += [f"policies/rule/{rule.pk}/change/", "policies/rule/simulation/", "policies/networkzone/add/"]

    for page in pages:
        shown = desk.open(page)
        assert shown.status == 200, page
        text = shown.text
        assert ("<script>" in text, ' style="' in text, " onclick=" in text) == (False, False, False)


def test_only_owners_say_how_sure_the_administration_wants_to_be():
    desk = helper(*(f"{verb}_authenticationpolicy" for verb in ("view", "change", "delete")))
    guarding = Policy.objects.get(name="Administration")
    rule = Rule.objects.filter(policy=guarding).first()

    assert desk.get(f"policies/authenticationpolicy/{guarding.pk}/change/").status_code == 200
    assert desk.post(f"policies/authenticationpolicy/{guarding.pk}/do/off/", {}).status == 403
    assert desk.post(f"policies/authenticationpolicy/{guarding.pk}/delete/", {}).status == 403
    assert desk.post(f"policies/rule/{rule.pk}/change/", {"name": "x"}).status == 403
    assert desk.get(f"policies/rule/add/?policy={guarding.pk}").status_code == 403
    other = Policy.objects.get(kind="authentication", is_default=True)
    assert desk.get(f"policies/rule/add/?policy={other.pk}").status_code == 200
