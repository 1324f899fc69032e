"""The log as a file: what the list shows, for administrators with the permission, as an event."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.events import event_export
from accounts.events.log import Entry, open_context, record
from accounts.models import Event, Role, User
from tests.actors import a_user
from tests.administration.desk import Desk, newest_event
from tests.tables import each

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now().replace(microsecond=0)
EXPORT = "/admin/accounts/event/export/"
ADDRESS = "203.0.113.9"


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(event_export, "BATCH", 2)


@pytest.fixture
def ada() -> User:
    """Return a user with six events, one an hour, two of them at one moment."""
    user = a_user("ada@example.com")
    Event.objects.all().delete()
    for hours in (5, 4, 3, 2, 2, 1):
        at = NOW - timedelta(hours=hours)
        context = open_context(now=at, ip_address=ADDRESS, client="Firefox").pk
        entry = Entry("user.session.start", user_id=user.public_id, transaction_id=f"t{hours}")
        record([entry], now=at, context_id=context)
    return user


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def hours_of(events: list[dict]) -> list[int]:
    return [(NOW - datetime.fromisoformat(event["occurred_at"])) // timedelta(hours=1) for event in events]


def commanded(*arguments: str) -> list[dict]:
    output = StringIO()
    call_command("events", "export", *arguments, stdout=output)
    return lines(output.getvalue())


def field(hours: int) -> str:
    return f"{timezone.localtime(NOW - timedelta(hours=hours)):%Y-%m-%dT%H:%M:%S}"


def test_export_has_the_events_of_the_list_and_is_an_event(desk, ada):
    query = f"?q=ada@example.com&about=user.session&since={field(4)}&until={field(2)}"

    answer = desk.client.post(EXPORT + query)

    exported = lines(b"".join(answer.streaming_content).decode())
    assert hours_of(exported) == [4, 3, 2, 2]
    assert {(event["user_id"], event["ip_address"], event["client"]) for event in exported} == {
        (ada.public_id, ADDRESS, "Firefox")
    }
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("application/x-ndjson", True)
    assert "ada@example.com" not in json.dumps(exported)
    event = newest_event("system.events.export")
    assert event.actor_id == desk.user.public_id
    assert event.detail == {"filters": ["about", "search", "since", "until"]}


@each(
    ("query", "shown"),
    [
        (f"since={field(3)}", [3, 2, 2, 1]),
        (f"until={field(4)}", [5, 4]),
        ("since=yesterday&until=9999-99-99", [5, 4, 3, 2, 2, 1]),
        ("since=0001-01-01T00:00&until=9999-12-31T23:59", [5, 4, 3, 2, 2, 1]),
        ("since=0001-01-01T00:00%2B14:00&until=9999-12-31T23:59-14:00", [5, 4, 3, 2, 2, 1]),
        (f"q={ADDRESS}&since={field(2)}", [2, 2, 1]),
        ("q=t3", [3]),
    ],
)
def test_log_is_searched_by_time_and_more(desk, ada, query, shown):
    path = f"accounts/event/?about=user.session&{query}"
    assert desk.get(path).status_code == 200
    exported = desk.client.post(f"{EXPORT}?about=user.session&{query}")
    events = [event for event in lines(exported.getvalue().decode()) if event["user_id"] == ada.public_id]
    assert hours_of(events) == shown


@each(("role", "status"), [("Administrator", 200), ("Auditor", 200), ("Help desk", 403)])
def test_export_needs_its_permission(role, status):
    desk = Desk(f"{role[:4]}@example.com".lower())
    User.objects.filter(pk=desk.user.pk).update(is_superuser=False)
    desk.user.groups.set([Role.objects.get(name=role)])
    assert desk.client.post(EXPORT).status_code == status
    assert desk.client.get(EXPORT).status_code == 405
    assert ("Export as NDJSON" in desk.open("accounts/event/").text) is (status == 200)


def test_command_exports_what_it_finds(ada):
    since = (NOW - timedelta(hours=3)).isoformat()
    assert hours_of(commanded("--search", "ada@example.com", "--since", since)) == [3, 2, 2, 1]
    assert newest_event("system.events.export").detail == {"filters": ["search", "since"]}
    assert commanded("--until", (NOW - timedelta(hours=6)).isoformat()) == []
    for unreadable in ("yesterday", "0001-01-01T00:00+14:00"):
        with pytest.raises(CommandError, match="--since") as refused:
            commanded("--since", unreadable)
        assert refused.value.returncode == 5
