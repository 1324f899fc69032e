"""The menu of the administration: ordered by task, complete, and without a page that would be refused."""

from http import HTTPStatus

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User, UserImport
from administration.navigation import SECTIONS, Navigation, Rights, navigation
from policies.models import Rule
from tests.administration.desk import Desk
from tests.tables import each

OWNER = Rights(is_owner=True)
HOME = "/admin/"
PEOPLE = "/admin/accounts/user/"
EVENTS = "/admin/accounts/event/"
SIMULATION = "/admin/policies/rule/simulation/"
RECIPES = "/admin/recipes/"
MODELS = sorted({model for section in SECTIONS for entry in section.entries for model in entry.models})


def labels(shown: Navigation) -> list[str]:
    return [str(menu.label or menu.links[0].label) for menu in shown.menus]


def test_menu_lists_the_tasks_in_order():
    assert labels(navigation(OWNER, HOME)) == [
        "Home",
        "People",
        "Groups",
        "Sign-up",
        "Sign-on policies",
        "Applications",
        "Branding",
        "Log",
        "Settings",
    ]


def test_menu_has_an_entry_for_every_registered_page():
    linked = {link.url for menu in navigation(OWNER, HOME).menus for link in menu.links}
    lists = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model not in (Rule, UserImport)  # reached from a policy and from the people
    }
    assert linked == lists | {HOME, SIMULATION, RECIPES}


@each(
    "path, label, current, section",
    [
        (HOME, "Home", "page", ""),
        (PEOPLE, "People", "page", ""),
        (f"{PEOPLE}7/change/", "People", "true", ""),
        ("/admin/accounts/userimport/add/", "People", "true", ""),
        (EVENTS, "Events", "page", "Log"),
        (f"{EVENTS}7/change/", "Events", "true", "Log"),
        (SIMULATION, "Simulation", "page", "Sign-on policies"),
        ("/admin/policies/passwordpolicy/3/change/", "Password", "true", "Sign-on policies"),
    ],
)
def test_page_marks_its_entry_and_opens_its_section(path: str, label: str, current: str, section: str):
    shown = navigation(OWNER, path)
    marked = [(str(link.label), link.current) for menu in shown.menus for link in menu.links if link.current]
    opened = [str(menu.label) for menu in shown.menus if menu.is_open and menu.label]
    assert marked == [(label, current)]
    assert opened == ([section] if section else [])
    assert (shown.here and str(shown.here.label), str(shown.section)) == (label, section)


@each("path", ["/admin/policies/rule/3/change/", "/admin/policies/rule/3/simulate/"])
def test_page_of_a_rule_opens_the_policies_and_marks_no_entry(path: str):
    shown = navigation(OWNER, path)
    assert shown.here is None
    assert [str(menu.label) for menu in shown.menus if menu.is_open] == ["Sign-on policies"]


@each("path", ["/admin/search/", "/admin/no/such/page/"])
def test_page_outside_the_menu_marks_no_entry(path: str):
    shown = navigation(OWNER, path)
    assert shown.here is None
    assert not any(menu.is_open for menu in shown.menus)


def test_menu_without_permissions_has_only_the_start_page():
    assert labels(navigation(Rights(), HOME)) == ["Home"]


def test_permission_to_change_shows_the_page_as_well():
    assert "People" in labels(navigation(Rights(frozenset({"accounts.change_user"})), HOME))


def test_simulation_needs_people_and_a_kind_of_policy():
    def urls(*permissions: str) -> set[str]:
        shown = navigation(Rights(frozenset(permissions)), HOME)
        return {link.url for menu in shown.menus for link in menu.links}

    policies = "policies.view_passwordpolicy"
    assert SIMULATION not in urls(policies)
    assert SIMULATION not in urls("accounts.view_user")
    assert SIMULATION in urls(policies, "accounts.view_user")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("permissions", "is_open"),
    [
        (("enrollment.change_profileenrollmentpolicy",), True),
        (("policies.change_authenticationpolicy",), True),
        (("applications.change_application",), False),
        (("applications.change_application", "policies.add_authenticationpolicy"), False),
    ],
)
def test_recipes_need_the_permissions_of_one_of_them(permissions: tuple[str, ...], is_open: bool):
    shown = navigation(Rights(frozenset(permissions)), HOME)
    assert (RECIPES in {link.url for menu in shown.menus for link in menu.links}) is is_open
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    names = [permission.partition(".")[2] for permission in permissions]
    desk.user.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert (desk.get("recipes/").status_code == HTTPStatus.OK) is is_open


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS)
def test_every_entry_of_a_role_opens(model: str):
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    app, name = model.split(".")
    wanted = Permission.objects.filter(
        content_type__app_label=app, codename__in=(f"view_{name}", "view_user")
    )
    desk.user.user_permissions.set(wanted)
    permissions = frozenset(
        f"{permission.content_type.app_label}.{permission.codename}" for permission in wanted
    )
    urls = [link.url for menu in navigation(Rights(permissions), HOME).menus for link in menu.links]

    shown = desk.open("").text

    assert [url for url in urls if f'href="{url}"' not in shown] == []
    for url in urls:
        assert desk.client.get(url, follow=True).status_code == HTTPStatus.OK, url


@pytest.mark.django_db
def test_entry_for_owners_is_hidden_from_a_role_with_every_permission():
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.all())
    roles = reverse("admin:accounts_role_changelist")

    assert f'href="{roles}"' not in desk.open("").text
    assert desk.client.get(roles).status_code == HTTPStatus.FORBIDDEN
    assert f'href="{roles}"' in Desk().open("").text


@pytest.mark.django_db
def test_page_of_an_app_leads_to_the_start_page(desk: Desk):
    answer = desk.get("accounts/")
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, HOME)
