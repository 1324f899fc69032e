"""ASVS 5.0 V16: trustworthy lines about everything that fails, and answers that give nothing away."""

import json
import logging
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.events.log import Entry, record
from accounts.models import Event, User
from administration.log.events import EventAdmin
from ssr_project import log_lines
from tests.actors import PASSWORD, a_user
from tests.administration.desk import Desk
from tests.journeys.drivers import make
from tests.journeys.stories import ADA, at_password

HOSTILE = 'Ada\r\n{"event": "security event", "type": "forged"}\x1b[31m\u2028\u2029\x00\x85'
SAID = "relation accounts_user does not exist"


def written(message: str, **beside: Any) -> list[str]:
    """Return the lines that production writes of one record."""
    stream = StringIO()
    formatter = dict(log_lines.configuration("INFO", as_json=True)["formatters"]["line"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter.pop("()")(**formatter))
    handler.handle(logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "test", **beside}))
    return stream.getvalue().splitlines()


def test_hostile_text_stays_in_one_line():
    """ASVS 5.0 16.4.1: in the message and beside it."""
    (line,) = written(HOSTILE, held=HOSTILE)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["held"] == HOSTILE


def test_time_of_a_line_is_utc():
    """ASVS 5.0 16.2.2."""
    (line,) = written("something")
    stamp = json.loads(line)["timestamp"]
    assert stamp.endswith("Z")
    assert abs(datetime.fromisoformat(stamp) - datetime.now(UTC)).days == 0


def test_standard_error_is_the_only_sink():
    """ASVS 5.0 16.2.3."""
    handlers = {name: handler["class"] for name, handler in settings.LOGGING["handlers"].items()}
    assert handlers == {"stderr": "logging.StreamHandler"}
    used = [logger.get("handlers", []) for logger in settings.LOGGING["loggers"].values()]
    assert {name for names in used for name in names} <= {"stderr"}
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, client: Client) -> Client:
    """Return a browser of a server whose database has just gone."""

    def gone(*_: object, **__: object) -> None:
        raise DatabaseError(SAID)

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/me/", "text/html"),
        ("/signin", "text/html"),
        ("/admin/", "text/html"),
        ("/oauth2/v1/authorize?client_id=shop", "text/html"),
        ("/oauth2/v1/userinfo", "application/json"),
        ("/idp/idx/introspect", "application/"),
    ],
)
def test_unexpected_error_is_logged_and_not_shown(
    broken: Client, path: str, kind: str, caplog: pytest.LogCaptureFixture
):
    """ASVS 5.0 16.3.4, 16.5.1, 16.5.4: the log has the traceback, the answer a sentence."""
    broken.cookies[settings.SESSION_COOKIE_NAME] = "s" * 43
    if path.startswith("/idp"):
        answer = broken.post(path, {"stateHandle": "a" * 60}, content_type="application/json")
    else:
        answer = broken.get(path, headers={"Authorization": "Bearer e30.e30.e30"})
    assert (answer.status_code, answer["Content-Type"].startswith(kind)) == (500, True)
    assert SAID not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert any(SAID in str(record.exc_info) for record in caplog.records)


@pytest.mark.parametrize("front_end", ["hosted", "idx"])
@pytest.mark.django_db
def test_unreadable_policy_denies_access(front_end: str, monkeypatch: pytest.MonkeyPatch):
    """ASVS 5.0 16.5.3: a right password opens no session while the decision fails."""
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    at_password(driver)

    asked: list[object] = []

    def failing(*given: object, **_: object) -> None:
        asked.append(given)
        raise DatabaseError(SAID)

    monkeypatch.setattr("accounts.configuration_cache.Snapshot.get", failing)
    driver.client.raise_request_exception = False
    driver.password(PASSWORD)
    assert asked
    assert settings.SESSION_COOKIE_NAME not in driver.client.cookies
    assert not Event.objects.filter(type="user.session.start", outcome="success").exists()


@pytest.mark.django_db
def test_event_is_changed_or_removed_by_no_administrator():
    """ASVS 5.0 16.4.2: not even by an owner."""
    record([Entry("user.session.clear")], now=timezone.now())
    event = Event.objects.latest("pk")
    desk = Desk()
    for page in (f"accounts/event/{event.pk}/delete/", "accounts/event/add/"):
        assert desk.client.post(f"/admin/{page}", {"post": "yes"}).status_code == 403
    desk.client.post(f"/admin/accounts/event/{event.pk}/change/", {"type": "forged"})
    assert Event.objects.get(pk=event.pk).type == "user.session.clear"
    shell, request = EventAdmin(Event, admin.site), RequestFactory().get("/admin/")
    request.user = User(is_superuser=True, is_staff=True, status=Status.ACTIVE)
    assert request.user.has_perm("accounts.delete_event")
    assert not shell.has_add_permission(request)
    assert not shell.has_change_permission(request, event)
    assert not shell.has_delete_permission(request, event)
