"""docs/rights.md says which right each page of the administration takes, as the pages themselves decide."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.domain.attributes import Permission as FieldPermission
from accounts.lifecycle.bulk_actions import prepare
from accounts.models import User
from administration.step_up import DANGEROUS
from applications.models import Application
from policies.domain.conditions import DECLARATIONS
from policies.models import Policy, Rule
from tests.actors import a_user
from tests.administration.desk import Desk
from tests.identity_providers.rows import a_provider
from tests.lint import ROOT

pytestmark = pytest.mark.django_db

PAGE = (ROOT / "docs" / "rights.md").read_text()
_PAGES = PAGE.partition("## Pages of the administration")[2].partition("\n## ")[0]
VERBS = ("view", "add", "change", "delete")
NEVER, OWNERS = "never", "owners"
KIND_OF = {
    "authenticationpolicy": "authentication",
    "enrollmentpolicy": "enrollment",
    "passwordpolicy": "password",
    "accountmanagementpolicy": "account_management",
}
_CONTEXT_OR_FIELD = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Fields")[2], re.MULTILINE)
_OF_DJANGO = re.compile(r"_(changelist|add|history|delete|change)$")


def pages() -> list[ModelAdmin]:
    """Return the pages of all models but rules, whose rights are those of their policy."""
    return [page for model, page in admin.site._registry.items() if model is not Rule]


def rows() -> dict[str, tuple[str, ...]]:
    """Return the cells of the matrix by the name of the model."""
    found = re.findall(r"^\| `(\w+\.\w+)` \| (.*) \|$", _PAGES, re.MULTILINE)
    return {name: tuple(cell.replace("`", "").strip() for cell in cells.split("|")) for name, cells in found}


def allows(page: ModelAdmin, verb: str, user: User) -> bool:
    """Return whether the page lets the user do this; rights are read afresh."""
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(pk=user.pk)
    return bool(getattr(page, f"has_{verb}_permission")(request))


def administrator(address: str, *codenames: str, owner: bool = False) -> User:
    user = a_user(address)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=owner)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def right_for(page: ModelAdmin, verb: str, staff: User, owner: User) -> str:
    """Return which right is enough: tried with it, with all rights but it, and as an owner."""
    codename, change = f"{verb}_{page.opts.model_name}", f"change_{page.opts.model_name}"
    if not allows(page, verb, owner):
        return NEVER
    of_app = Permission.objects.filter(content_type__app_label=page.opts.app_label)
    staff.user_permissions.set(Permission.objects.exclude(pk__in=of_app.filter(codename=codename)))
    if allows(page, verb, staff):
        assert verb == "view", "only looking follows from another right"
    staff.user_permissions.set(of_app.filter(codename=codename))
    if allows(page, verb, staff):
        return codename
    staff.user_permissions.set(of_app.filter(codename__in=(codename, change)))
    return f"{codename} with {change}" if allows(page, verb, staff) else OWNERS


def test_matrix_matches_the_decisions_of_the_pages():
    staff, owner = administrator("staff@example.com"), administrator("owner@example.com", owner=True)
    decided = {
        page.opts.label: tuple(right_for(page, verb, staff, owner) for verb in VERBS) for page in pages()
    }
    assert rows() == decided


def test_staff_without_a_right_does_nothing():
    staff = administrator("staff@example.com")
    allowed = [(page.opts.label, verb) for page in pages() for verb in VERBS if allows(page, verb, staff)]
    assert allowed == []


def own_addresses() -> Iterator[str]:
    """Yield the names of the addresses that pages have beside Django's."""
    for page in admin.site._registry.values():
        for pattern in page.get_urls():
            if isinstance(pattern, URLPattern) and pattern.name and not _OF_DJANGO.search(pattern.name):
                yield pattern.name


OWN_ADDRESSES = sorted(own_addresses())
LISTED = dict(re.findall(r"^\| `(\w+)` \| `(\w+)`[^|]* \|$", PAGE, re.MULTILINE))


def test_every_further_address_has_its_right():
    assert sorted(LISTED) == OWN_ADDRESSES
    known = set(Permission.objects.values_list("codename", flat=True))
    assert set(LISTED.values()) <= known


def address_of(name: str) -> str:
    """Return an address under this name that leads to something."""
    policy = Policy.objects.filter(kind=KIND_OF.get(name.split("_")[1], "session")).first()
    rule = Rule.objects.filter(policy=policy).first()
    user = a_user("ada@example.com")
    arguments = {
        "user_id": user.pk,
        "public_id": "nothing",
        "handle": "nothing",
        "slug": "suspend",
        "move": "down",
        "action": "start",
        "number": 1,
        "policy_id": policy and policy.pk,
        "rule_id": rule and rule.pk,
        "app_id": Application.objects.create(label="Payroll", key="payroll").pk,
        "provider_id": a_provider(issuer="https://localhost:1").pk,
        "mail_id": 1,
        "import_id": 1,
        "view_id": 1,
        "bulk_id": prepare("suspend", [user.pk], timezone.now()).pk,
    }
    (pattern,) = (
        pattern
        for page in admin.site._registry.values()
        for pattern in page.get_urls()
        if getattr(pattern, "name", "") == name
    )
    wanted = pattern.pattern.converters  # type: ignore[union-attr]
    query = f"?policy={policy.pk}" if policy else ""
    return reverse(f"admin:{name}", kwargs={key: arguments[key] for key in wanted}) + query


@pytest.mark.parametrize("name", OWN_ADDRESSES)
def test_further_address_is_refused_without_its_right(name: str):
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    others = Permission.objects.exclude(codename=LISTED[name])
    if LISTED[name].startswith("view_"):
        others = others.exclude(codename=LISTED[name].replace("view_", "change_"))
    desk.user.user_permissions.set(others)
    address = address_of(name)

    assert desk.client.post(address, {}).status_code == HTTPStatus.FORBIDDEN


def test_every_permission_of_a_field_has_a_row():
    assert {permission.value for permission in FieldPermission} <= set(_CONTEXT_OR_FIELD)


def test_every_condition_has_a_row():
    assert {declaration.name for declaration in DECLARATIONS} <= set(_CONTEXT_OR_FIELD)


def test_every_dangerous_address_has_a_row():
    section = PAGE.partition("## Recent second factor")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(DANGEROUS)
