"""Retention of events: old ones are deleted, personal data of unknown users earlier."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.events import SYSTEM, Actor, ActorType
from accounts.events import retention, seal_chain
from accounts.events.log import (
    FAILURE,
    Entry,
    open_context,
    record,
    record_refusal,
)
from accounts.events.retention import purge as remove_sealed
from accounts.models import Event, EventContext, TaskPosition
from tests.actors import Browser, sign_up_policy

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = timezone.now()
ADDRESS = "203.0.113.9"


def ago(days: float):
    return NOW - timedelta(days=days)


def context(days: float) -> int:
    return open_context(now=ago(days), ip_address=ADDRESS, client="Firefox").pk


def event(days: float, context_id: int | None = None, **members) -> None:
    entry = Entry(**{"type": "user.session.start", "user_id": "ada", **members})
    record([entry], now=ago(days), context_id=context_id)


def days_left() -> list[float]:
    return [(NOW - occurred_at).days for occurred_at in Event.objects.values_list("occurred_at", flat=True)]


def contexts_left() -> set[int]:
    return set(EventContext.objects.values_list("pk", flat=True))


def filled() -> set[int]:
    return set(EventContext.objects.filter(ip_address=ADDRESS, client="Firefox").values_list("pk", flat=True))


@pytest.fixture(autouse=True)
def _range_for_each_event(monkeypatch):
    """Retention removes whole ranges; elsewhere they have many events."""
    monkeypatch.setattr(seal_chain, "MAX_EVENTS", 1)


def purge(now) -> int:
    seal_chain.seal_due(now)
    return remove_sealed(now)


@pytest.fixture(params=[2, 5000])
def _batches(request, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", request.param)


@pytest.mark.usefixtures("_batches")
def test_events_are_deleted_after_their_time_with_their_contexts(settings):
    settings.EVENT_RETENTION_DAYS = 365
    old, shared, new = context(400), context(380), context(10)
    for days in (400, 399, 399, 366):
        event(days, old)
    event(380, shared)
    event(360, shared)
    event(10, new)
    event(500)

    assert purge(NOW) == 7

    assert (days_left(), contexts_left()) == ([10, 360], {shared, new})


def test_events_stay_for_ever_if_the_setting_says_so(settings):
    settings.EVENT_RETENTION_DAYS = 0
    event(4000, context(4000))

    assert (purge(NOW), Event.objects.count()) == (0, 1)


@pytest.mark.usefixtures("_batches")
def test_contexts_to_which_nothing_refers_are_deleted():
    used, counted = context(3), context(3)
    event(3, used)
    record_refusal(Entry("user.session.start"), subject="x", now=NOW, context_id=counted)
    for _ in range(5):
        context(3)
    fresh = context(1)

    purge(NOW)

    assert contexts_left() == {fresh, used, counted}


def test_context_of_a_transaction_stays():
    sign_up_policy()
    Browser().sign_up("ada@example.com")
    EventContext.objects.update(created_at=ago(3))
    Event.objects.all().delete()
    before = contexts_left()

    purge(NOW)

    assert contexts_left() == before != set()


@pytest.mark.usefixtures("_batches")
def test_origins_of_events_without_a_user_are_emptied(settings):
    settings.EVENT_ORIGIN_DAYS = 90
    named, acting, mixed, of_client, of_nobody, recent = (
        *(context(91) for _ in range(5)),
        context(89),
    )
    event(91, named)
    event(91, acting, user_id="", actor=Actor(ActorType.USER, "root"))
    event(91, mixed, user_id="", actor=SYSTEM)
    event(91, mixed)
    event(91, of_client, user_id="", actor=Actor(ActorType.CLIENT, "shop"))
    event(91, of_nobody, user_id="", outcome=FAILURE)
    event(89, recent, user_id="", outcome=FAILURE)

    purge(NOW)

    assert filled() == {named, acting, mixed, recent}
    assert Event.objects.count() == 7


def test_origins_are_kept_with_the_events_if_the_setting_says_so(settings):
    settings.EVENT_ORIGIN_DAYS = 0
    kept = context(300)
    event(300, kept, user_id="", outcome=FAILURE)

    purge(NOW)

    assert filled() == {kept}


def test_next_time_begins_where_the_last_one_ended():
    for days in (100, 99):
        event(days, context(days), user_id="", outcome=FAILURE)
    late = context(89)
    event(89, late, user_id="", outcome=FAILURE)
    purge(NOW)
    assert filled() == {late}
    with CaptureQueriesContext(connection) as before:
        purge(NOW)

    purge(NOW + timedelta(days=2))

    assert filled() == set()
    assert not [query for query in before if query["sql"].startswith('DELETE FROM "accounts_eventcontext"')]
    positions = TaskPosition.objects.exclude(task=seal_chain.SEALING)
    assert set(positions.values_list("last_id", flat=True)) == {late}


def test_rows_left_at_the_time_limit_wait(monkeypatch):
    event(400, context(400))
    monkeypatch.setattr(retention, "MAX_SECONDS", 0.0)
    assert (purge(NOW), Event.objects.count()) == (0, 1)
    monkeypatch.undo()
    assert (purge(NOW), Event.objects.count()) == (2, 0)
