"""docs/rights.md says what each role may do at each address of the administration; each is requested here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import QueryDict
from django.test.client import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from accounts import configuration_cache
from accounts.credentials import enrollments
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PendingEnrollment, PhoneNumber
from accounts.domain.lifecycle import Status
from accounts.domain.roles import ShippedRole
from accounts.lifecycle.bulk_actions import prepare
from accounts.lifecycle.import_jobs import upload
from accounts.models import Brand, Group, GroupRule, ProfileAttribute, Role, User
from administration import mail_test_view
from administration.people.user_actions import USER_ACTIONS
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.services.recipes import RECIPES
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.services import save_policy
from oidc.models import Client as OAuthClient
from policies.models import POLICY_MODELS, AccountProtection, NetworkZone, Rule
from tests.accounts.messaging.letters import a_mail
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event
from tests.identity_providers.rows import a_provider
from tests.lint import ROOT
from tests.policies.rows import add_policy, add_rule
from tests.refusals import write_refusals

pytestmark = pytest.mark.django_db

OWNER = "owner"
ROLES = (OWNER, *(role.value for role in ShippedRole))
NOTHING = "–"
OPEN = {
    *("index", "login", "logout", "password_change", "password_change_done", "jsi18n", "view_on_site"),
    *("autocomplete", "app_list"),
}
"""Addresses of Django's site without data of their own; the lists behind them have their own rights."""
CASES = {
    "accounts_user_do": [action.slug for action in USER_ACTIONS],
    "accounts_userimport_do": ["check", "start", "stop", "undo", "discard"],
    "recipes": [recipe.key for recipe in RECIPES],
}
"""Addresses with a right for each thing that they do."""
VERBS = ("view", "add", "change", "delete")
DJANGOS = re.compile(r"_(changelist|add|history|delete|change)$")
"""Of these, the history of every model leads to the log, which has its own right."""
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}
ANSWERED = {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}
_TABLE = re.compile(r"^\| `([\w. -]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[str, ...]]:
    """Return the cells of the matrix by the name in their first column."""
    text = (ROOT / "docs" / "rights.md").read_text().partition("## Roles")[2].partition("\n## ")[0]
    return {name: tuple(cell.strip() for cell in cells) for name, *cells in _TABLE.findall(text)}


def named_patterns(patterns: Sequence[Any]) -> Iterator[URLPattern]:
    """Yield every address of the administration that has a name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_patterns(pattern.url_patterns)
        elif pattern.name:
            yield pattern


def rows() -> dict[str, Any]:
    """Create a row of each model that an owner could change or delete; return the keys by model."""
    now = timezone.now()
    made: dict[str, Any] = {
        "brand": Brand.objects.get(),
        "accountprotection": AccountProtection.objects.get(),
        "group": Group.objects.create(name="Sales", created_at=now),
        "grouprule": GroupRule.objects.create(name="Sales people"),
        "role": Role.objects.create(name="Own role"),
        "user": a_person(),
        "application": Application.objects.create(label="Payroll", key="payroll"),
        "profileattribute": ProfileAttribute.objects.create(key="shoe", title="Shoe", type="string"),
        "profileenrollmentpolicy": save_policy(
            ProfileEnrollmentPolicy(name="Form"), (), (), actor=None, now=now
        ),
        "networkzone": NetworkZone.objects.create(name="Office"),
        "identityprovider": a_provider(issuer="https://localhost:1"),
        "mail": a_mail("account_exists"),
        "bulk": prepare("suspend", [], now),
        "userimport": upload("people.csv", [b"email\na@example.com\n"], actor=None, now=now),
    }
    for model in POLICY_MODELS.values():
        made[str(model._meta.model_name)] = add_policy(model.of_kind, f"Own {model.of_kind}")
    made["rule"] = add_rule(made["sessionpolicy"])
    OAuthClient.objects.create(application=made["application"], client_id="payroll", created_at=now)
    return {name: row.pk for name, row in made.items()}


def a_person() -> User:
    """Create a user with a phone."""
    user, now = a_user("ada@example.com"), timezone.now()
    number = PhoneNumber("+353850123456")
    enrollments.add(user, PendingEnrollment("phone", Authenticator.PHONE, "", number, now), now)
    return user


def further_addresses(keys: Mapping[str, Any]) -> dict[str, str]:
    """Return the addresses beside those that Django gives every model, by their names in the matrix."""
    found: dict[str, str] = {}
    for pattern in named_patterns(admin.site.get_urls()):
        name = str(pattern.name)
        if name in OPEN or DJANGOS.search(name):
            continue
        arguments = {
            "user_id": keys["user"],
            "public_id": "phone",
            "handle": "nothing",
            "move": "off",
            "action": "stop",
            "policy_id": keys.get(name.rpartition("_")[0].partition("_")[2], 0),
            "number": 1,
            "rule_id": keys["rule"],
            "app_id": keys["application"],
            "provider_id": keys["identityprovider"],
            "mail_id": keys["mail"],
            "import_id": keys["userimport"],
            "bulk_id": keys["bulk"],
            "view_id": 0,
        }
        query = f"?policy={keys['sessionpolicy']}"
        wanted, cases = set(pattern.pattern.converters), CASES.get(name, ("",))
        for case in cases:
            given = {**arguments, "slug": case}
            address = reverse(f"admin:{name}", kwargs={key: given[key] for key in wanted})
            found[f"{name} {case}".strip()] = f"{address}{query}&recipe={case}"
    return found


def desk_of(role: str) -> Desk:
    """Return a signed-in holder of the role."""
    desk = Desk(f"{role.replace(' ', '.').lower()}@example.com")
    if role != OWNER:
        User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
        desk.user.groups.add(Role.objects.get(name=role))
    return desk


def answer(client: Client, method: str, address: str, *, follow: bool = True) -> int:
    """Return the status of a request without a form, and undo what it wrote."""
    data = QueryDict(urlsplit(address).query).dict() if method == "POST" else None
    with transaction.atomic():
        status: int = getattr(client, method.lower())(address, data, follow=follow).status_code
        transaction.set_rollback(True)
    configuration_cache.forget()
    return status


def methods(client: Client, address: str) -> str:
    """Return the methods that are answered."""
    given = {method: answer(client, method, address) for method in ("GET", "POST")}
    assert set(given.values()) <= REFUSED | ANSWERED, (address, given)
    return ", ".join(method for method, status in given.items() if status in ANSWERED) or NOTHING


def verbs(client: Client, page: ModelAdmin[Any], keys: Mapping[str, Any]) -> str:
    """Return what the pages of a model let the client do."""
    name, key = f"admin:{page.opts.app_label}_{page.opts.model_name}", keys.get(str(page.opts.model_name), 0)
    query = f"?policy={keys['sessionpolicy']}" if page.model is Rule else ""

    def answers(verb: str, method: str, *arguments: Any) -> bool:
        address = reverse(f"{name}_{verb}", args=arguments) + query
        return answer(client, method, address, follow=verb == "changelist") == HTTPStatus.OK

    given = {
        "view": answers("change", "GET", key) if key else answers("changelist", "GET"),
        "add": answers("add", "POST"),
        "change": answers("change", "POST", key),
        "delete": answers("delete", "POST", key),
    }
    assert (given["add"], given["delete"]) == (answers("add", "GET"), answers("delete", "GET", key)), name
    assert given["view"] == answers("changelist", "GET") or page.model is Rule
    return ", ".join(verb for verb in VERBS if given[verb]) or NOTHING


@pytest.fixture(autouse=True)
def _no_test_email(monkeypatch):
    """Let the budget be used up: no test email is sent and waited for."""
    monkeypatch.setattr(mail_test_view, "spend", lambda charge, now: False)
    monkeypatch.setattr(mail_test_view, "seconds_left", lambda charge, now: 60)


@pytest.mark.parametrize(("column", "role"), [*enumerate(ROLES)], ids=ROLES)
def test_each_address_answers_a_role_as_documented(column: int, role: str):
    client, keys = desk_of(role).client, rows()
    pages = {page.opts.label: verbs(client, page, keys) for page in admin.site._registry.values()}
    further = {name: methods(client, address) for name, address in further_addresses(keys).items()}
    assert pages | further == {name: cells[column] for name, cells in documented().items()}


@pytest.mark.parametrize("role", ROLES[1:])
def test_no_role_but_owner_touches_an_administrators_account(role: str):
    keys, desk = rows(), desk_of(role)
    for rights in ({"is_staff": True}, {"is_staff": True, "is_superuser": True}):
        User.objects.filter(pk=keys["user"]).update(**rights)
        own = (f"/{keys['user']}/", f"/{desk.user.pk}/")
        about = [address for address in further_addresses(keys).values() if f"user{own[0]}" in address]
        about.append(reverse("admin:accounts_user_change", args=[keys["user"]]))
        for address in (*about, *(address.replace(*own) for address in about)):
            assert answer(desk.client, "POST", address) in REFUSED, address


def test_only_owners_change_the_administrations_app_and_policy():
    app = Application.objects.get(key=ADMINISTRATION)
    addresses = [
        reverse("admin:applications_application_change", args=[app.pk]),
        reverse("admin:policies_authenticationpolicy_change", args=[app.authentication_policy_id]),
        reverse("admin:policies_authenticationpolicy_move", args=[app.authentication_policy_id, "off"]),
    ]
    for role in ROLES[1:]:
        desk = desk_of(role)
        assert {answer(desk.client, "POST", address) for address in addresses} == {HTTPStatus.FORBIDDEN}
    owner = desk_of(OWNER)
    assert {answer(owner.client, "POST", address) for address in addresses} == {HTTPStatus.OK}


def test_refused_action_is_an_event_with_its_administrator():
    desk, user = desk_of("Auditor"), a_person()

    assert desk.post(f"accounts/user/{user.pk}/do/suspend/", {}).status == HTTPStatus.FORBIDDEN

    write_refusals()
    event = newest_event("user.authorization.deny")
    assert (event.actor_id, event.targets[0]["id"]) == (desk.user.public_id, "admin:accounts_user_do")


def test_list_refuses_an_action_without_its_permission():
    desk, user = desk_of("Help desk"), a_person()

    assert desk.choose([user], "deactivate").status == HTTPStatus.FORBIDDEN
    assert "1 person done" in desk.act([user], "suspend").text
    assert User.objects.get(pk=user.pk).status == Status.SUSPENDED


def test_list_refuses_one_of_several_actions_without_its_permission():
    desk, user = desk_of("Help desk"), a_person()
    both = {"action": ["deactivate", "suspend"], "index": "0", "_selected_action": [str(user.pk)]}

    assert desk.post("accounts/user/", both).status == HTTPStatus.FORBIDDEN


def test_form_of_a_policy_is_seen_with_the_right_to_view_the_policy():
    auditor = desk_of("Auditor")
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)

    shown = auditor.open(f"enrollment/profileenrollmentpolicy/{policy.pk}/change/")

    assert str(policy.form_fields.first().attribute) in shown.text
    assert 'name="_save"' not in shown.text


def test_form_of_a_policy_stays_when_an_administrator_saves_it():
    administrator = desk_of("Administrator")
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    before = policy.form_fields.count()

    administrator.save(f"enrollment/profileenrollmentpolicy/{policy.pk}/change/", {"name": "Renamed"})

    policy.refresh_from_db()
    assert (policy.name, policy.form_fields.count()) == ("Renamed", before)


def test_administrator_adds_a_user_to_a_group():
    administrator, user = desk_of("Administrator"), a_person()
    group = Group.objects.create(name="Sales", created_at=timezone.now())
    rows = {"memberships-0-group": group.pk, "memberships-TOTAL_FORMS": 1}

    administrator.save(f"accounts/user/{user.pk}/change/", {"profile_lastName": "Okafor", **rows})

    assert user.memberships.get().group == group
