"""Every event knows where its request came from, and the log has a line for it that can be shipped."""

import logging
from base64 import b64encode
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Http
from django.utils import timezone

from accounts.events.log import Entry, record
from accounts.lifecycle.account_deletion import delete_user
from accounts.models import Event, EventContext, Session, User
from accounts.sessions.queries import handle_of
from tests.actors import PASSWORD, a_user
from tests.administration.desk import Desk
from tests.journeys.drivers import HostedDriver, make
from tests.journeys.stories import sign_in
from tests.oidc.parties import a_session, an_app
from tests.refusals import write_refusals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_open_to_sign_up")]
ADA = "ada.okafor@example.com"
MEMBERS = {
    *("schema", "uuid", "type", "outcome", "reason", "actor_type", "actor_id", "user_id", "targets"),
    *("transaction_id", "detail", "ip_address", "occurred_at"),
}


@pytest.fixture
def _open_to_sign_up() -> None:
    """Nothing more than the database."""


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


def latest(type: str) -> Event:
    return Event.objects.select_related("context").filter(type=type).latest("pk")


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    found = [line for line in caplog.records if line.name == "ssr.events"]
    return [{name: getattr(line, name) for name in MEMBERS} for line in found]


def test_event_of_an_administrator_has_address_and_browser(ada: User):
    desk = Desk()
    desk.client.defaults |= {"REMOTE_ADDR": "203.0.113.20", "HTTP_USER_AGENT": "Firefox/130.0"}
    assert desk.post(f"accounts/user/{ada.pk}/do/suspend/", {}).status < 400
    event = latest("user.lifecycle.suspend")
    assert event.context is not None
    assert (event.context.ip_address, event.actor_id) == ("203.0.113.20", desk.user.public_id)
    assert "Firefox" in event.context.client


def test_requests_of_a_deleted_administrator_keep_no_origin(ada: User):
    app, desk = an_app(), Desk()
    app.tokens(a_session(ada), "openid")
    desk.client.defaults |= {"REMOTE_ADDR": "203.0.113.20", "HTTP_USER_AGENT": "Firefox/130.0"}
    ended = f"accounts/user/{ada.pk}/end-session/{handle_of(Session.objects.get(user=ada).key_hash)}/"
    for path in (ended, *(f"accounts/user/{ada.pk}/do/{name}/" for name in ("deactivate", "delete"))):
        assert desk.post(path, {}).status < 400
    types = ["oauth2.token.revoke", "user.session.end", "user.lifecycle.deactivate", "user.lifecycle.delete"]
    theirs = Event.objects.filter(actor_id=desk.user.public_id, user_id=ada.public_id).order_by("pk")
    assert [event.type for event in theirs] == types
    assert EventContext.objects.filter(ip_address="203.0.113.20").exists()
    other = a_user("other.owner@example.com")
    User.objects.filter(pk=other.pk).update(is_staff=True, is_superuser=True)
    for _ in range(2):
        delete_user(desk.user.pk, actor=None, now=timezone.now())
    assert not EventContext.objects.exclude(ip_address=None, client="").exists()


def test_event_of_an_ended_session_has_address_and_browser(ada: User):
    browser = HostedDriver()
    sign_in(browser)
    browser.act("/signout")
    event = latest("user.session.end")
    assert event.context is not None
    assert event.context.ip_address == "198.51.100.7"
    assert "Firefox" in event.context.client


def test_wrong_client_secret_is_an_event_with_address():
    app = an_app()
    wrong = b64encode(f"{app.client.client_id}:wrong".encode()).decode()
    answer = Http(REMOTE_ADDR="203.0.113.30").post(
        "/oauth2/v1/token", {"grant_type": "refresh_token"}, headers={"authorization": f"Basic {wrong}"}
    )
    assert answer.status_code in (400, 401)
    body = "grant_type=refresh_token&refresh_token=x"
    Http(REMOTE_ADDR="203.0.113.30").post(
        "/oauth2/v1/token",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"authorization": f"Basic {wrong}"},
    )
    write_refusals()
    event = latest("oauth2.client.authenticate")
    assert event.outcome == "failure"
    assert event.context is not None
    assert event.context.ip_address == "203.0.113.30"
    assert event.targets == [{"type": "application", "id": app.client.client_id}]


@pytest.mark.parametrize("front_end", ["hosted", "idx"])
def test_skipped_step_is_an_event(front_end: str, ada: User):
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    if front_end == "hosted":
        page = next(form for form in driver.page.all("form") if form.get("method") == "post")
        driver.client.post(driver.url, {**page.sends(), "form": "reset-authenticator"})
    else:
        body = {"stateHandle": driver.document["stateHandle"], "credentials": {"passcode": "x" * 20}}
        driver._post("/idp/idx/enroll/new", body)
    write_refusals()
    event = latest("system.transaction.step.skip")
    assert event.outcome == "failure"
    assert event.transaction_id


def test_line_has_the_documented_members_and_no_personal_value(
    ada: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks
):
    with caplog.at_level(logging.INFO, "ssr.events"), django_capture_on_commit_callbacks(execute=True):
        browser = HostedDriver()
        sign_in(browser)
    started = next(line for line in lines(caplog) if line["type"] == "user.session.start")
    assert (started["schema"], started["outcome"], started["user_id"]) == (2, "success", ada.public_id)
    assert (started["actor_type"], started["actor_id"]) == ("user", ada.public_id)
    assert started["ip_address"] == "198.51.100.7"
    assert started["uuid"] == str(latest("user.session.start").uuid)
    assert ADA not in repr(lines(caplog))
    assert PASSWORD not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_event_that_was_rolled_back_writes_no_line(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "ssr.events"), transaction.atomic():
        record([Entry("user.session.clear")], now=timezone.now())
        transaction.set_rollback(True)
    assert lines(caplog) == []
