"""The start page: places to go, and one suggestion at most."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.configuration_cache import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.models import Postponement, User
from policies.models import AccountManagementOutcome
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import ADA, come_in, page_of, policy_says, set_up
from tests.visitor import recorded

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def suggests(visitor):
    return bool(page_of(visitor.get("/me/")).classed("nudge"))


def put_off(visitor):
    assert visitor.post("", "/me/not-now")["Location"] == "/me/"


PLACES = ["/me/", "/me/profile", "/me/security"]
MENU = ["/me/sessions", "/me/activity", "/me/preferences", "/me/data"]


@pytest.mark.parametrize("path", [*PLACES, *MENU])
def test_every_page_leads_to_the_others_and_says_where_it_is(ada, path):
    (bar,) = page_of(come_in(ada).get(path)).classed("bar")
    (nav,), (menu,) = bar.all("nav"), bar.classed("menu")
    assert [a.get("href") for a in nav.all("a")] == PLACES
    assert [a.get("href") for a in menu.all("a")] == MENU
    assert [form.get("action") for form in menu.all("form")] == ["/signout"]
    assert [a.get("href") for a in bar.all("a") if a.get("aria-current") == "page"] == [path]


def test_menu_names_its_user_and_signs_out(ada):
    (menu,) = page_of(come_in(ada).get("/me/")).classed("menu")
    assert ADA in menu.text
    assert [form.get("action") for form in menu.all("form")] == ["/signout"]


@pytest.mark.parametrize(("first", "last", "shown"), [("Ada", "Lovelace", ["Ada Lovelace"]), ("", "", [])])
def test_the_menu_shows_the_full_name_where_there_is_one(ada, first, last, shown):
    User.objects.filter(pk=ada.pk).update(first_name=first, last_name=last)
    (menu,) = page_of(come_in(ada).get("/me/")).classed("menu")
    assert [name.text for name in menu.all("b")] == shown


def test_passkey_suggestion_can_be_followed_or_postponed(ada):
    (nudge,) = page_of(come_in(ada).get("/me/")).classed("nudge")
    assert [form.get("action") for form in nudge.all("form")] == ["/me/security/add/passkey", "/me/not-now"]
    assert "hidden" in nudge.attrs


def test_user_with_a_passkey_gets_no_suggestion(ada):
    set_up(ada, Authenticator.PASSKEY)
    set_up(ada, Authenticator.RECOVERY_CODE)
    assert not suggests(come_in(ada))


def test_recovery_codes_are_suggested_second_to_users_with_factors(ada):
    set_up(ada, Authenticator.PASSKEY)
    (nudge,) = page_of(come_in(ada).get("/me/")).classed("nudge")
    assert nudge.all("form")[0].get("action") == "/me/security/add/recovery_code"
    assert "hidden" not in nudge.attrs


def test_one_suggestion_is_shown_and_postponing_pauses_for_a_day(ada, clock):
    set_up(ada, Authenticator.TOTP)
    first = page_of(come_in(ada).get("/me/")).classed("nudge")
    assert [one.all("form")[0].get("action") for one in first] == ["/me/security/add/passkey"]
    put_off(come_in(ada))
    assert not suggests(come_in(ada))
    clock.shift(DAY)
    (second,) = page_of(come_in(ada).get("/me/")).classed("nudge")
    assert second.all("form")[0].get("action") == "/me/security/add/recovery_code"
    put_off(come_in(ada))
    clock.shift(DAY)
    assert not suggests(come_in(ada))


def test_nothing_is_suggested_that_the_policy_does_not_want_or_allow(ada):
    policy_says(nudge=False)
    assert not suggests(come_in(ada))
    policy_says({Authenticator.PASSKEY: "not_allowed"}, nudge=True)
    assert not suggests(come_in(ada))


def test_disallowed_authenticators_are_not_suggested(ada):
    AccountManagementOutcome.objects.update(allowed=False)
    raise_version()
    assert not suggests(come_in(ada))


def test_postponed_suggestion_returns_after_the_pause(ada, clock):
    policy_says(nudge_pause_days=30)
    put_off(come_in(ada))
    assert not suggests(come_in(ada))
    clock.shift(30 * DAY - timedelta(seconds=1))
    assert not suggests(come_in(ada))
    clock.shift(timedelta(seconds=1))
    assert suggests(come_in(ada))


def test_after_as_many_times_as_the_policy_says_it_comes_back_no_more(ada, clock):
    policy_says(nudge_skips=2, nudge_pause_days=1)
    for _ in range(2):
        assert suggests(come_in(ada))
        put_off(come_in(ada))
        clock.shift(2 * DAY)
    assert not suggests(come_in(ada))


def test_putting_it_off_twice_from_two_tabs_counts_once(ada, clock):
    for _ in range(2):
        put_off(come_in(ada))
    assert Postponement.objects.get().times == 1


def test_suggestion_is_postponed_in_all_browsers_of_this_user_only(ada, clock):
    put_off(come_in(ada))
    assert not suggests(come_in(ada))
    assert suggests(come_in(a_user("eve@example.com")))


def test_start_page_costs_two_statements_and_three_after_postponing(ada):
    visitor = come_in(ada)
    # The session of the request, and the list of all.
    sessions = ["SELECT accounts_session"] * 2
    for asked in (sessions, [*sessions, "SELECT accounts_postponement"]):
        visitor.get("/me/")
        with recorded() as statements:
            visitor.get("/me/")
        assert [one.kind for one in statements if "configurationversion" not in one.kind] == asked
        put_off(visitor)


def test_where_nothing_is_suggested_it_costs_two(ada):
    policy_says(nudge=False)
    visitor = come_in(ada)
    visitor.get("/me/")
    with recorded() as statements:
        visitor.get("/me/")
    assert [one.kind for one in statements if "configurationversion" not in one.kind] == [
        "SELECT accounts_session",
        "SELECT accounts_session",
    ]


def test_start_page_shows_sign_in_methods_and_sessions(ada):
    set_up(ada, Authenticator.PASSKEY)
    visitor = come_in(ada)
    come_in(ada)
    ways, devices = page_of(visitor.get("/me/")).classed("panels")[0].all("section")
    assert [row.all("b")[0].text for row in ways.all("li")][1:] == ["Password", "Email"]
    assert [a.get("href") for a in (*ways.all("a"), *devices.all("a"))] == ["/me/security", "/me/sessions"]
    assert len(devices.all("li")) == 2
    (sign_out,) = devices.all("form")
    assert visitor.post("", sign_out.get("action"))["Location"] == "/me/sessions"
    (_ways, devices) = page_of(visitor.get("/me/")).classed("panels")[0].all("section")
    assert (len(devices.all("li")), "This device" in devices.text) == (1, True)
