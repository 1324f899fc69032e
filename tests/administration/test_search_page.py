"""One search finds people, groups, applications, policies and attempts, by what an administrator knows."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.references import reference_of
from accounts.events.log import Entry, record
from accounts.models import Group, GroupRule, User
from applications.models import Application
from policies.domain.rules import Kind
from policies.models import Policy
from tests.actors import a_user
from tests.administration.desk import Desk

pytestmark = pytest.mark.django_db

TRANSACTION = "tx_2J3k4L5m6N7p8Q9r"
REFERENCE = reference_of(TRANSACTION)
ATTEMPT = {"Sign-ins and sign-ups": [REFERENCE]}


def a_person(address: str, first_name: str, last_name: str) -> None:
    user = a_user(address)
    user.first_name, user.last_name = first_name, last_name
    user.save(update_fields=["first_name", "last_name"])


def found(desk: Desk, typed: str) -> dict[str, list[str]]:
    """Return the names that a search shows, by their heading."""
    text = desk.client.get("/admin/search/", {"q": typed}).content.decode()
    sections = re.findall(r"<h2 id=\"found_\d+\">(.*?)</h2>(.*?)</section>", text, re.DOTALL)
    return {
        html.unescape(title): [html.unescape(name) for name in re.findall(r"<li><a [^>]*>(.*?)</a>", body)]
        for title, body in sections
    }


@pytest.fixture
def things() -> None:
    a_person("ada.odegard@example.com", "Ada", "Ødegård")
    Group.objects.create(name="Équipe Paris", description="Office", created_at=timezone.now())
    GroupRule.objects.create(name="Züricher Büro")
    Application.objects.create(key="payroll", label="Payroll")
    Policy.objects.create(kind=Kind.SESSION, name="Office hours")
    record([Entry("user.session.start", transaction_id=TRANSACTION)], now=timezone.now())
    raise_version()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ØDEGÅRD", {"People": ["Ada Ødegård"]}),
        ("ada ode", {"People": ["Ada Ødegård"]}),
        ("odegard@exam", {"People": ["Ada Ødegård"]}),
        ("equipe", {"Groups": ["Équipe Paris"]}),
        ("zuricher", {"Group rules": ["Züricher Büro"]}),
        ("PAYR", {"Applications": ["Payroll"]}),
        ("office hours", {"Policies": ["Office hours"]}),
        (reference_of(TRANSACTION), {"Sign-ins and sign-ups": [reference_of(TRANSACTION)]}),
        (
            reference_of(TRANSACTION).lower().replace("-", " "),
            {"Sign-ins and sign-ups": [reference_of(TRANSACTION)]},
        ),
        (TRANSACTION, {"Sign-ins and sign-ups": [reference_of(TRANSACTION)]}),
        ("nothing like this", {}),
        ("   ", {}),
    ],
)
@pytest.mark.usefixtures("things")
def test_search_finds_what_the_text_names(desk: Desk, typed: str, names: dict[str, list[str]]):
    assert found(desk, typed) == names


@pytest.mark.usefixtures("things")
def test_search_without_a_hit_says_so_and_keeps_the_text(desk: Desk):
    shown = desk.client.get("/admin/search/", {"q": "<script>"}).content.decode()
    assert "Nothing matches “&lt;script&gt;”" in shown
    assert 'value="&lt;script&gt;"' in shown


def test_search_with_many_hits_links_to_the_list(desk: Desk):
    for number in range(12):
        a_person(f"linked{number}@example.org", "Linked", "Person")
    shown = desk.client.get("/admin/search/", {"q": "linked"}).content.decode()
    assert len(found(desk, "linked")["People"]) == 10
    assert 'href="/admin/accounts/user/?q=linked"' in shown


@pytest.mark.usefixtures("things")
def test_search_shows_only_what_the_administrator_may_view():
    desk = Desk("helper@example.com")
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.user_permissions.set(Permission.objects.filter(codename="view_group"))
    terms = ("ada", "payroll", "office hours", TRANSACTION)
    assert [found(desk, typed) for typed in terms] == [{}, {}, {}, {}]
    assert found(desk, "equipe") == {"Groups": ["Équipe Paris"]}


def test_search_takes_at_most_fifteen_statements(desk: Desk, django_assert_max_num_queries):
    found(desk, "ada")
    with django_assert_max_num_queries(15):
        found(desk, "ada")
