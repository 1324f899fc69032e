"""Recent activity: which events, for which user, twenty a page, and "This wasn’t me"."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.domain.events import Target, TargetType
from accounts.events.log import (
    Entry,
    acting,
    open_context,
    record,
    record_refusal,
)
from accounts.models import Event, Session
from dashboard import activity_entries
from dashboard.activity_words import FAILURE_SENTENCES, OWN, VARIANTS
from flows.models import Transaction
from tests.actors import PASSWORD, a_user
from tests.dashboard.apps import an_app
from tests.dashboard.users import ADA, EVE, come_in, page_of, rows_of, session_of, tags_in
from tests.refusals import write_refusals
from tests.visitor import recorded

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def happened(user, type, at=NOON, **facts):
    context = open_context(now=at, ip_address="203.0.113.9", client="Firefox on Linux")
    record([Entry(type, user_id=user.public_id, **facts)], now=at, context_id=context.pk)
    return Event.objects.order_by("-pk").first()


def test_sign_in_is_shown_with_device_network_and_time(ada):
    happened(ada, "user.session.start")
    page = come_in(ada).get("/me/activity")
    row = rows_of(page)["Signed in"]
    for said in ("4 March 2027, 12:00 UTC", "Firefox on Linux", "203.0.113.9"):
        assert said in row.text
    assert '<bdi dir="ltr">203.0.113.9</bdi>' in page.text


def test_changes_name_their_subject_and_apps_their_name(ada):
    app = an_app("books", "Books")
    happened(ada, "user.mfa.factor.activate", detail={"authenticator": "totp"})
    happened(ada, "user.consent.grant", targets=(app.event_target,))
    happened(ada, "user.consent.withdraw", targets=(Target(TargetType.APPLICATION, "gone"),))
    titles = set(rows_of(come_in(ada).get("/me/activity")))
    assert titles == {
        "Authenticator app added",
        "Allowed access for Books",
        "Removed access for an app that was deleted",
    }


def test_refusals_of_one_minute_are_one_row_that_counts(ada):
    for _ in range(3):
        record_refusal(Entry("user.session.start", user_id=ada.public_id), subject="x", now=NOON)
    write_refusals()
    assert tags_in(rows_of(come_in(ada).get("/me/activity"))["Wrong password entered"]) == ["3 times"]


def test_refusals_written_later_stand_before_what_followed_them(ada):
    record_refusal(Entry("user.session.start", user_id=ada.public_id), subject="x", now=NOON)
    happened(ada, "user.session.start", NOON + timedelta(minutes=1))
    write_refusals()
    assert list(rows_of(come_in(ada).get("/me/activity"))) == ["Signed in", "Wrong password entered"]


def test_pages_of_events_of_one_moment_repeat_and_miss_none(ada):
    made = [happened(ada, "user.session.end").pk for _ in range(25)]
    newest = activity_entries.page_of(ada, None)
    earlier = activity_entries.page_of(ada, newest.older)
    shown = [entry.id for page in (newest, earlier) for entry in page.entries]
    assert (shown, earlier.older) == (made[::-1], None)


def test_action_of_an_administrator_is_marked(ada):
    happened(ada, "user.account.unlock", actor=acting(a_user(EVE)))
    assert tags_in(rows_of(come_in(ada).get("/me/activity"))["Account unlocked"]) == ["By an administrator"]


def test_events_of_others_and_events_without_words_are_hidden(ada):
    happened(a_user(EVE), "user.session.start")
    happened(ada, "system.email.delivery")
    happened(ada, "group.user_membership.add")
    assert rows_of(come_in(ada).get("/me/activity")) == {}
    assert "No more activity." in page_of(come_in(ada).get("/me/activity")).text


@pytest.mark.parametrize("type", sorted(OWN))
def test_every_event_with_words_can_be_shown(ada, type):
    happened(ada, type)
    assert len(rows_of(come_in(ada).get("/me/activity"))) == 1


def test_every_variant_belongs_to_a_shown_event():
    assert {type for type, _variant in VARIANTS} <= OWN.keys() | FAILURE_SENTENCES.keys()


def test_page_has_twenty_events_and_a_link_to_earlier_ones(ada):
    for number in range(45):
        happened(ada, "user.session.end", NOON + timedelta(minutes=number))
    visitor, pages, at = come_in(ada), [], "/me/activity"
    while at:
        page = page_of(visitor.get(at))
        pages.append([time.get("datetime") for time in page.all("time")])
        earlier = [way.get("href") for way in page.all("a") if way.get("href").startswith("?before=")]
        at = f"/me/activity{earlier[0]}" if earlier else ""
    assert [len(times) for times in pages] == [20, 20, 5]
    told = [time for times in pages for time in times]
    assert told == sorted(told, reverse=True)
    assert len(set(told)) == 45


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", ""])
def test_a_page_that_cannot_be_is_the_first_one(ada, before):
    happened(ada, "user.session.start")
    response = come_in(ada).http.get("/me/activity", {"before": before})
    assert "Signed in" in rows_of(response)


def test_the_page_costs_two_statements_and_a_third_for_names_of_apps(ada):
    visitor = come_in(ada)
    happened(ada, "user.session.start")
    visitor.get("/me/activity")
    with recorded() as seen:
        visitor.get("/me/activity")
    kinds = [one.kind for one in seen if "configurationversion" not in one.kind]
    assert kinds == ["SELECT accounts_session", "SELECT accounts_event"]
    happened(ada, "user.consent.grant", targets=(an_app("books").event_target,))
    visitor.get("/me/activity")
    with recorded() as seen:
        visitor.get("/me/activity")
    kinds = [one.kind for one in seen if "configurationversion" not in one.kind]
    assert kinds == ["SELECT accounts_session", "SELECT accounts_event", "SELECT applications_application"]


def test_report_ends_other_sessions_and_leads_to_a_new_password(ada):
    session_of(ada)
    visitor = come_in(ada)
    event = happened(ada, "user.session.start")
    row = rows_of(visitor.get("/me/activity"))["Signed in"]
    (form,) = row.all("form")
    response = visitor.http.post(form.get("action"))
    assert (response.status_code, response["Location"][:6]) == (303, "/flow/")
    assert Session.objects.filter(user=ada).count() == 1
    (change,) = Transaction.objects.all()
    assert change.operation == "change_password"
    told = Event.objects.get(type="user.account.report_suspicious_activity_by_enduser")
    assert told.user_id == told.actor_id == ada.public_id
    assert told.targets == [{"type": "event", "id": str(event.uuid)}]
    assert Event.objects.filter(type="user.session.clear", user_id=ada.public_id).count() == 1


@pytest.mark.parametrize("password", [PASSWORD, ""], ids=["password", "no-password"])
def test_report_ends_earlier_sessions_and_this_one_continues(password):
    """Tokens of apps, remembered browsers and open attempts count by the epoch: a thief may have any."""
    ada = a_user(ADA, password)
    visitor = come_in(ada)
    event = happened(ada, "user.session.start")
    before = ada.security_epoch
    response = visitor.http.post(f"/me/activity/{event.pk}/not-me")
    ada.refresh_from_db()
    assert ada.security_epoch == before + 1
    assert visitor.http.get("/me/").status_code == 200
    assert visitor.http.get(response["Location"]).status_code == 200


def test_without_a_password_it_leads_to_the_security_page():
    ada = a_user(ADA)
    event = happened(ada, "user.session.start")
    response = come_in(ada).http.post(f"/me/activity/{event.pk}/not-me")
    assert response["Location"] == "/me/security"


def test_only_a_sign_in_of_ones_own_can_be_reported(ada):
    theirs = happened(a_user(EVE), "user.session.start")
    other = happened(ada, "user.session.end")
    visitor = come_in(ada)
    session_of(ada)
    for event in (theirs.pk, other.pk, 10**15):
        assert visitor.http.post(f"/me/activity/{event}/not-me").status_code == 404
    assert Session.objects.filter(user=ada).count() == 2
    assert not Transaction.objects.exists()


def test_an_authenticator_of_every_kind_has_a_name(ada):
    for one in Authenticator:
        happened(ada, "user.mfa.factor.activate", detail={"authenticator": one.value})
    assert len(rows_of(come_in(ada).get("/me/activity"))) == len({one.label for one in Authenticator})
