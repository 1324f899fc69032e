"""How many statements a journey may cost, visit by visit, so that a regression names the visit.

Transaction control is not counted; page views are. Snapshots are fresh, as for all visits but one a second.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.utils import timezone

from accounts import configuration_cache
from accounts.configuration_cache import raise_version
from accounts.credentials.passwords import verify_password
from accounts.messaging import delivery
from accounts.models import Group, Membership, ProfileAttribute
from accounts.profile.schema import profile_schema
from enrollment.models import ProfileEnrollmentPolicy
from tests.actors import (
    ANOTHER_PASSWORD,
    PASSWORD,
    a_user,
    mails_to,
    newest_code,
    sign_up_policy,
)
from tests.group_rules import a_rule, is_one_of
from tests.methods import (
    a_passkey,
    a_phone,
    a_question,
    an_access_code,
    an_app,
    ask_two_factors,
    fields,
    first_page_assertion,
    some_codes,
)
from tests.visitor import Statement, Visitor, recorded

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"
NAMES = {"userProfile__firstName": "Ada", "userProfile__lastName": "Okafor"}


@dataclass(frozen=True)
class RequestCost:
    """One visit, what it answers with, and the most it may ask of the database."""

    name: str
    make: Callable[[Visitor], object]
    reads: int
    writes: int
    status: int | None = 303


def type_code(form: str) -> Callable[[Visitor], object]:
    return lambda visitor: visitor.post(form, credentials__passcode=known["code"])


def type_password(form: str, password: str = PASSWORD) -> Callable[[Visitor], object]:
    return lambda visitor: visitor.post(form, credentials__passcode=password)


def look(path: str = "") -> Callable[[Visitor], object]:
    return lambda visitor: visitor.get(path)


def ask_whether_it_changed(visitor: Visitor) -> object:
    return visitor.http.get(f"{visitor.at}/state?v=1")


def deliver(_visitor: Visitor) -> None:
    delivery.deliver(known["mail"])


def remember_the_mail(_visitor: Visitor) -> None:
    """Not a visit: the user looks into the mailbox."""
    known["mail"], known["code"] = mails_to(ADA)[-1].pk, newest_code(ADA)


known: dict[str, Any] = {}

SIGN_UP = (
    RequestCost("the sign-up page", look("/signup"), 0, 0, 200),
    RequestCost(
        "the filled-in form",
        lambda visitor: visitor.post("enroll-profile", userProfile__email=ADA, **NAMES),
        reads=1,
        writes=6,
    ),
    RequestCost("the page that waits for the code", look(), 1, 0, 200),
    RequestCost("the waiting page's question", ask_whether_it_changed, 1, 0, 200),
    RequestCost("the mail", deliver, 0, 2, None),
    RequestCost("the code", type_code("enroll-authenticator"), 1, 5),
    RequestCost("the page that asks for a password", look(), 1, 0, 200),
    RequestCost("the password", type_password("enroll-authenticator"), 3, 5),
    RequestCost("the dashboard", look(), 2, 0, 200),
)
PAGES_OF_A_FORM = (
    SIGN_UP[0],
    RequestCost(
        "the first page of the form",
        lambda visitor: visitor.post("enroll-profile", userProfile__email=ADA, **NAMES),
        reads=1,
        writes=2,
    ),
    RequestCost("the second page", look(), 1, 0, 200),
    RequestCost(
        "the second page, filled in",
        lambda visitor: visitor.post("enroll-profile", page="2", userProfile__city="Cork"),
        reads=2,
        writes=2,
    ),
    RequestCost("the last page", look(), 1, 0, 200),
    RequestCost("the way back", lambda visitor: visitor.post("back", page="3", userProfile__state=""), 1, 2),
    RequestCost("the second page again", look(), 1, 0, 200),
    RequestCost(
        "the second page again, filled in",
        lambda visitor: visitor.post("enroll-profile", page="2", userProfile__city="Cork"),
        reads=2,
        writes=2,
    ),
    RequestCost("the last page again", look(), 1, 0, 200),
    RequestCost(
        "the last page, filled in",
        lambda visitor: visitor.post("enroll-profile", page="3", userProfile__state="Munster"),
        reads=2,
        writes=6,
    ),
)
SIGN_IN = (
    RequestCost("the sign-in page", look("/signin"), 0, 0, 200),
    RequestCost("the address", lambda visitor: visitor.post("identify", identifier=ADA), 1, 2),
    RequestCost("the page that asks for the password", look(), 1, 0, 200),
    RequestCost("the password", type_password("challenge-authenticator"), 2, 7),
    RequestCost("the dashboard", look(), 2, 0, 200),
)
TWO_FACTORS = (
    *SIGN_IN[:3],
    RequestCost("the password", type_password("challenge-authenticator"), 1, 4),
    RequestCost("the page that asks for the app's code", look(), 1, 0, 200),
    RequestCost("the app's code", type_code("challenge-authenticator"), 2, 8),
    RequestCost("the dashboard", look(), 2, 0, 200),
)
AUTOFILL = "challenge-webauthn-autofillui-authenticator"
BY_PASSKEY = (
    SIGN_IN[0],
    RequestCost("the passkey", lambda visitor: visitor.post(AUTOFILL, **known["passkey"]), 5, 7),
    RequestCost("the dashboard", look(), 2, 0, 200),
)
SETTINGS = (
    RequestCost("the start page", look("/me/"), 2, 0, 200),
    RequestCost("what is set up", look("/me/security"), 2, 0, 200),
    RequestCost("where one is signed in", look("/me/sessions"), 2, 0, 200),
)
RECOVERY = (
    RequestCost("the recovery page", look("/recover"), 0, 0, 200),
    RequestCost("the address", lambda visitor: visitor.post("identify-recovery", identifier=ADA), 1, 6),
    RequestCost("the page that waits for the code", look(), 1, 0, 200),
    RequestCost("the mail", deliver, 0, 2, None),
    RequestCost("the code", type_code("challenge-authenticator"), 1, 5),
    RequestCost("the page that asks for a new password", look(), 1, 0, 200),
    RequestCost("the new password", type_password("reset-authenticator", ANOTHER_PASSWORD), 4, 9),
    RequestCost("the dashboard", look(), 2, 0, 200),
)
POLLS = {"the waiting page's question"}


@pytest.fixture(autouse=True)
def _fresh_snapshots(monkeypatch):
    sign_up_policy()
    monkeypatch.setattr(configuration_cache, "FRESH_FOR_SECONDS", float("inf"))
    warm()


def warm() -> None:
    profile_schema()
    verify_password("", PASSWORD)
    Visitor().get("/signup")


def walk(visits: Iterable[RequestCost], visitor: Visitor | None = None) -> dict[str, list[Statement]]:
    """Make the visits one after the other; return what each asked, having held it against its line."""
    visitor, asked = visitor or Visitor(), {}
    for visit in visits:
        if visit.make is deliver:
            remember_the_mail(visitor)
        with recorded() as statements:
            response = visit.make(visitor)
        assert getattr(response, "status_code", None) == visit.status, visit.name
        writes = sum(statement.writes for statement in statements)
        kinds = [statement.kind for statement in statements]
        assert len(statements) - writes <= visit.reads, (visit.name, kinds)
        assert writes <= visit.writes, (visit.name, kinds)
        asked[visit.name] = statements
    return asked


def with_enrollments(requests: Iterable[RequestCost]) -> tuple[RequestCost, ...]:
    """Return the costs for a user with authenticators: one statement reads them where they are needed."""
    return tuple(replace(request, reads=request.reads + 1) for request in requests)


def total(asked: dict[str, list[Statement]]) -> tuple[int, int]:
    counted = [one for name, statements in asked.items() if name not in POLLS for one in statements]
    return len(counted), sum(statement.writes for statement in counted)


def test_sign_up_with_its_mail_costs_29_statements_and_eighteen_writes():
    everything, writes = total(walk(SIGN_UP))
    assert everything <= 29
    assert writes <= 18


def test_each_page_of_a_form_costs_two_writes_until_the_last():
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    for place, key in enumerate(("city", "state")):
        attribute = ProfileAttribute.objects.get(key=key)
        policy.form_fields.create(attribute=attribute, position=90 + place, new_page=True)
    raise_version()
    warm()
    walk(PAGES_OF_A_FORM)


def a_browser_that_is_known(*, signed_in: bool = False) -> Visitor:
    """One in which Ada has signed in before: no mail goes out about it."""
    visitor = Visitor()
    visitor.post("identify", "/signin", identifier=ADA)
    visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
    assert visitor.get().status_code == 200
    if not signed_in:
        visitor.post("", "/signout")
    return visitor


def test_a_sign_in_with_a_password_costs_fifteen_statements_at_most():
    a_user(ADA, PASSWORD)
    everything, _ = total(walk(SIGN_IN, a_browser_that_is_known()))
    assert everything <= 15


def test_a_browser_that_is_not_known_costs_one_mail_more():
    a_user(ADA, PASSWORD)
    a_browser_that_is_known()
    with_mail = replace(SIGN_IN[3], writes=8)
    asked = walk((*SIGN_IN[:3], with_mail, SIGN_IN[4]))
    assert total(asked)[0] <= 16
    assert "INSERT accounts_outboxmail" in [one.kind for one in asked["the password"]]


@pytest.mark.parametrize("more", [False, True], ids=["an app alone", "codes besides"])
def test_sign_in_with_a_second_factor_costs_twenty_eight_statements(more):
    ada = a_user(ADA, PASSWORD)
    visitor, app = a_browser_that_is_known(), an_app(ada)
    if more:
        some_codes(ada)
        an_access_code(ada)
    ask_two_factors()
    warm()
    known["code"] = app.code()
    everything, _ = total(walk(with_enrollments(TWO_FACTORS), visitor))
    assert everything <= 28


def test_passkey_on_the_first_page_costs_no_more_than_a_password():
    ada = a_user(ADA, PASSWORD)
    visitor, device = a_browser_that_is_known(), a_passkey(ada)
    known["passkey"] = fields(first_page_assertion(device)["credentials"])
    everything, _ = total(walk(with_enrollments(BY_PASSKEY), visitor))
    assert everything <= 15


@pytest.mark.parametrize("set_up", [False, True], ids=["a password", "everything"])
def test_account_pages_cost_two_statements_and_one_for_the_authenticators(set_up):
    ada = a_user(ADA, PASSWORD)
    visitor = a_browser_that_is_known(signed_in=True)
    if set_up:
        for give in (an_app, some_codes, a_passkey, a_phone, a_question, an_access_code):
            give(ada)
    walk(with_enrollments(SETTINGS) if set_up else SETTINGS, visitor)


def test_recovery_costs_three_statements_more_than_a_sign_up():
    a_user(ADA, PASSWORD)
    everything, writes = total(walk(RECOVERY))
    # The change of the password is recorded, and its undo link opened.
    assert everything <= 32
    assert writes <= 22


def test_groups_cost_a_sign_up_two_statements_however_many_there_are():
    groups = [Group.objects.create(name=f"Group {n}", created_at=timezone.now()) for n in range(5)]
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.set(groups)
    sign_up_policy()
    warm()
    finishing = replace(SIGN_UP[7], reads=4, writes=6)
    asked = walk((*SIGN_UP[:7], finishing, SIGN_UP[8]))
    assert total(asked)[0] <= 29


def test_group_rules_cost_a_sign_up_one_insert_however_many_match():
    for n in range(5):
        a_rule(is_one_of("firstName", "Ada"), name=f"Rule {n}", group=f"Group {n}")
    a_rule(is_one_of("firstName", "Eve"), name="Other")
    warm()
    asked = walk((*SIGN_UP[:7], replace(SIGN_UP[7], writes=6), SIGN_UP[8]))
    assert total(asked)[0] <= 30
    assert Membership.objects.count() == 5


@pytest.mark.parametrize("path", ["/signin", "/signup", "/recover", "/unlock", "/signed-out"])
def test_first_request_with_a_fresh_snapshot_costs_no_statement(path):
    with recorded() as statements:
        assert Visitor().get(path).status_code == 200
    assert statements == []


@pytest.mark.parametrize("path", ["/signin", "/signup", "/recover", "/unlock"])
def test_a_first_look_with_an_old_snapshot_asks_one_thing(path, monkeypatch):
    configuration_cache.forget()
    with recorded() as statements:
        Visitor().get(path)
    assert [statement.kind for statement in statements] == ["SELECT accounts_configurationversion"]


def test_a_crowd_of_wrong_passwords_writes_three_rows_each_and_reads_two():
    a_user(ADA, PASSWORD)
    visitor = Visitor()
    visitor.get("/signin")
    visitor.post("identify", identifier=ADA)
    visitor.post("challenge-authenticator", credentials__passcode="not the right one at all")
    with recorded() as statements:
        visitor.post("challenge-authenticator", credentials__passcode="not the right one at all")
    kinds = [statement.kind for statement in statements]
    assert kinds == [
        "SELECT flows_transaction",
        "UPDATE flows_transaction",
        "INSERT accounts_passwordfailures",
        "SELECT accounts_user",
        "UPDATE accounts_refusalcount",
    ]
