"""Where users are signed in, and signing out elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Event, Session
from accounts.sessions.queries import handle_of
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import (
    ADA,
    EVE,
    buttons_in,
    come_in,
    notes_on,
    page_of,
    rows_of,
    session_of,
    tags_in,
)
from tests.refusals import write_refusals
from tests.visitor import recorded

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def handle(opened):
    return handle_of(opened.row.key_hash)


def test_a_browser_is_listed_with_its_address_and_its_times(ada):
    with time_machine.travel(NOON, tick=False) as clock:
        visitor = come_in(ada, client="Firefox on Linux", ip_address="192.0.2.1")
        session_of(ada, client="Safari on iPhone", ip_address="2001:db8::1")
        clock.shift(timedelta(minutes=5))
        rows = rows_of(visitor.get("/me/sessions"))
    here, there = rows["Firefox on Linux"], rows["Safari on iPhone"]
    assert tags_in(here) == ["This device"]
    assert (buttons_in(here), buttons_in(there)) == ([], ["Sign out Safari on iPhone"])
    assert "192.0.2.1" in here.text
    assert "2001:db8::1" in there.text
    assert "Signed in 4 March 2027, 12:00 UTC · Last active 4 March 2027, 12:05 UTC" in here.text


def test_page_with_this_session_alone_reports_no_others(ada):
    page = page_of(come_in(ada).get("/me/sessions"))
    assert "No other sessions." in page.text
    assert [form.get("action") for form in page.all("form")] == ["/signout"]


def test_sessions_that_are_over_and_those_of_others_are_not_listed(ada):
    session_of(ada, timezone.now() - timedelta(days=2), client="Old")
    session_of(a_user(EVE), client="Eve's")
    assert len(rows_of(come_in(ada).get("/me/sessions"))) == 1


def test_one_browser_is_signed_out_and_this_one_stays(ada):
    visitor, other, third = come_in(ada), session_of(ada), session_of(ada)
    response = visitor.post("", f"/me/sessions/end/{handle(other)}")
    assert (response.status_code, response["Location"]) == (303, "/me/sessions")
    assert notes_on(visitor.get("/me/sessions")) == ["Signed out of that browser and its apps."]
    assert not Session.objects.filter(pk=other.row.pk).exists()
    assert Session.objects.filter(pk=third.row.pk).exists()
    assert [(event.type, event.detail) for event in Event.objects.all()] == [
        ("user.session.end", {"variant": "elsewhere"})
    ]


def test_all_others_are_signed_out_and_this_one_stays(ada):
    visitor, eves = come_in(ada), session_of(a_user(EVE))
    for _ in range(3):
        session_of(ada)
    assert visitor.post("", "/me/sessions/end-others")["Location"] == "/me/sessions"
    assert notes_on(visitor.get("/me/sessions")) == ["Signed out of every other browser and their apps."]
    assert Session.objects.filter(user=ada).count() == 1
    assert Session.objects.filter(pk=eves.row.pk).exists()
    assert [event.type for event in Event.objects.all()] == ["user.session.clear"]


@pytest.mark.parametrize("whose", ["somebody else's", "this browser's", "nobody's", "a key's hash"])
def test_session_that_is_not_another_own_one_is_not_found(ada, whose):
    visitor, mine, eves = come_in(ada), Session.objects.get(), session_of(a_user(EVE))
    named = {
        "somebody else's": handle(eves),
        "this browser's": handle_of(mine.key_hash),
        "nobody's": "0" * 24,
        "a key's hash": eves.row.key_hash,
    }[whose]
    assert visitor.post("", f"/me/sessions/end/{named}").status_code == 404
    assert Session.objects.count() == 2
    write_refusals()
    assert not Event.objects.exists()


def test_ended_session_is_redirected_to_sign_in(ada):
    first, second = come_in(ada), come_in(ada)
    first.post("", "/me/sessions/end-others")
    assert second.get("/me/sessions")["Location"] == "/signin?next=/me/sessions"


@pytest.mark.parametrize("others", [0, 40])
def test_the_page_costs_two_statements_however_long_the_list_is(ada, others):
    for _ in range(others):
        session_of(ada)
    visitor = come_in(ada)
    visitor.get("/me/sessions")
    with recorded() as statements:
        visitor.get("/me/sessions")
    assert [one.kind for one in statements if "configurationversion" not in one.kind] == [
        "SELECT accounts_session",
        "SELECT accounts_session",
    ]


def test_no_key_and_no_hash_stands_on_the_page(ada):
    visitor, other = come_in(ada), session_of(ada)
    html = visitor.get("/me/sessions").content.decode()
    for session in Session.objects.all():
        assert session.key_hash not in html
    assert other.key not in html
