"""Counting refusals without writing down whose they were, and the events that the counts become."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import tasks
from accounts.domain.events import Actor, ActorType, Target, TargetType
from accounts.events.log import (
    Entry,
    open_context,
    record_refusal,
    write_counted_refusals,
)
from accounts.models import Event, RefusalCount
from ssr_project.clock import SCHEDULE

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OVER = NOW + 2 * MINUTE
REFUSAL = Entry("user.session.start", reason="tooMany")


def refuse(subject="203.0.113.66", at=NOW, entry=REFUSAL):
    record_refusal(entry, subject=subject, now=at)


def counts():
    return sorted(event.count for event in Event.objects.all())


def test_refusals_are_counted_for_each_subject_and_name_none():
    for subject in ("203.0.113.66", "203.0.113.66", "2001:db8::66"):
        refuse(subject)
    assert sorted(RefusalCount.objects.values_list("count", flat=True)) == [1, 2]
    rows = [*RefusalCount.objects.values()]
    write_counted_refusals(OVER)
    assert counts() == [1, 2]
    for row in [*rows, *Event.objects.values()]:
        assert "203.0.113.66" not in str(row)
        assert "2001:db8::66" not in str(row)


def test_counts_differ_by_minute_type_reason_and_target():
    refuse()
    refuse(at=NOW + MINUTE)
    refuse(entry=Entry("user.session.start", reason="other"))
    refuse(entry=Entry("oauth2.token.grant", reason="tooMany"))
    refuse(entry=Entry("user.session.start", reason="tooMany", targets=(Target(TargetType.FORM, "x"),)))
    assert RefusalCount.objects.count() == 5


def test_refusals_of_two_users_or_actors_for_one_subject_are_not_one_event():
    for user_id in ("ada", "eve", "eve"):
        refuse(entry=Entry("oauth2.token.grant", user_id=user_id))
    refuse(entry=Entry("oauth2.token.grant", user_id="eve", actor=Actor(ActorType.CLIENT, "shop")))
    refuse(entry=Entry("oauth2.token.grant", user_id="eve", actor=Actor(ActorType.CLIENT, "books")))
    write_counted_refusals(OVER)
    events = Event.objects.order_by("user_id", "actor_id").values_list("user_id", "actor_id", "detail__count")
    assert list(events) == [("ada", "", 1), ("eve", "", 2), ("eve", "books", 1), ("eve", "shop", 1)]


def test_count_becomes_one_event_when_its_minute_is_over():
    context = open_context(now=NOW, ip_address="203.0.113.66")
    entry = Entry(
        "user.session.start", reason="tooMany", user_id="someone", detail={"variant": "turned_away"}
    )
    for _ in range(3):
        record_refusal(entry, subject="x", now=NOW, context_id=context.pk)
    held = RefusalCount.objects.get()
    assert write_counted_refusals(NOW + MINUTE) == 0
    assert write_counted_refusals(OVER) == 1
    event = Event.objects.get()
    assert (event.uuid, event.outcome, event.context) == (held.uuid, "failure", context)
    assert (event.user_id, event.actor_type, event.actor_id) == ("someone", "user", "")
    assert event.detail == {"variant": "turned_away", "count": 3}
    assert event.occurred_at == NOW.replace(second=0)
    assert not RefusalCount.objects.exists()


def test_refusal_after_its_minute_was_written_is_an_event_of_its_own():
    refuse()
    write_counted_refusals(OVER)
    refuse()
    refuse()
    write_counted_refusals(OVER)
    assert counts() == [1, 2]


@pytest.mark.parametrize("point", ["accounts.models.Event.objects.bulk_create", "delete"])
def test_crash_while_counts_are_written_loses_and_doubles_nothing(monkeypatch, point):
    class Killed(BaseException):
        pass

    def killed(*_given, **_options):
        raise Killed

    for subject in ("a", "a", "b"):
        refuse(subject)
    with monkeypatch.context() as patch:
        if point == "delete":
            patch.setattr("django.db.models.query.QuerySet.delete", killed)
        else:
            patch.setattr(point, killed)
        with pytest.raises(Killed):
            write_counted_refusals(OVER)
    assert (counts(), RefusalCount.objects.count()) == ([], 2)
    assert write_counted_refusals(OVER) == 2
    assert write_counted_refusals(OVER) == 0
    assert counts() == [1, 2]


def test_task_of_the_clock_writes_what_is_over():
    refuse(at=timezone.now() - 3 * MINUTE)
    refuse(at=timezone.now())
    assert SCHEDULE["write counted refusals"]["task"] == tasks.write_counted_refusals.name
    tasks.write_counted_refusals()
    assert (counts(), RefusalCount.objects.count()) == ([1], 1)


def test_counts_of_many_subjects_are_written_in_batches(monkeypatch):
    monkeypatch.setattr("accounts.events.log.BATCH", 2)
    for subject in range(5):
        refuse(str(subject))
    assert write_counted_refusals(OVER) == 5
    assert counts() == [1] * 5
