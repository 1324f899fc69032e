"""Seals of the log: every manipulation of a sealed event is found, erasure and retention pass."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts import keys
from accounts.events import retention, seal_chain
from accounts.events.log import Entry, forget, open_context, record
from accounts.events.seal_chain import seal_due
from accounts.models import Event, EventContext, EventSeal, User
from tests.actors import a_user
from tests.tables import each

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now()
SIZE = 4
OLD = NOW - timedelta(hours=3)
SEALED = OLD + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch):
    monkeypatch.setattr(seal_chain, "MAX_EVENTS", SIZE)


@pytest.fixture
def ids() -> list[int]:
    """Return the ids of three sealed ranges of four events. The sixth id is unused."""
    add_events(13)
    rows = list(Event.objects.order_by("id").values_list("id", flat=True))
    sql("DELETE FROM accounts_event WHERE id = %s", rows[5])
    assert seal_due(SEALED) == 3
    return rows


def add_events(count: int, at=OLD) -> None:
    context = open_context(now=at, ip_address="203.0.113.9", client="Firefox").pk
    detail = {"b": [1, 2.5, "é"], "a": None}
    for number in range(count):
        entry = Entry("user.session.start", user_id=f"user-{number}", detail=detail)
        record([entry], now=at, context_id=context)


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def swap(one: int, other: int) -> None:
    for old, new in ((one, -1), (other, one), (-1, other)):
        sql("UPDATE accounts_event SET id = %s WHERE id = %s", new, old)


def verified(*arguments: str) -> tuple[int, dict]:
    output = StringIO()
    try:
        call_command("verify_log", "--json", *arguments, stdout=output)
    except CommandError as error:
        return error.returncode, json.loads(output.getvalue())
    return 0, json.loads(output.getvalue())


def failures(*arguments: str) -> Iterator[tuple[int, str]]:
    code, report = verified(*arguments)
    assert code == (1 if report["failures"] else 0)
    return [(failure["number"], failure["finding"]) for failure in report["failures"]]


def insert_at(number: int) -> None:
    Event.objects.bulk_create([Event(pk=number, uuid=f"{abs(number):032x}", type="x", occurred_at=OLD)])


def seal_again(ids: list[int]) -> None:
    """Change an event, delete the seals from its range on, and let beat seal what is there."""
    sql(UPDATE.format("outcome"), "failure", ids[4])
    sql("DELETE FROM accounts_eventseal WHERE number > 1")
    assert seal_due(NOW) == 2


def begin_again(_ids: list[int]) -> None:
    """Empty the log and its chain, which then begins long after the first account."""
    User.objects.filter(pk=a_user("ada@example.com").pk).update(created_at=OLD)
    sql("DELETE FROM accounts_event")
    sql("DELETE FROM accounts_eventseal")
    add_events(SIZE, at=NOW)
    assert seal_due(NOW) == 1


def fake_removal(ids: list[int]) -> None:
    sql("DELETE FROM accounts_event WHERE id <= %s", ids[3])
    seal = EventSeal.objects.get(number=1)
    seal.removed_at, seal.removal_key_id, seal.removal_mac = NOW, seal.key_id, seal.mac
    seal.save()


UPDATE = "UPDATE accounts_event SET {} = %s WHERE id = %s"
MANIPULATIONS = {
    "type": (lambda ids: sql(UPDATE.format("type"), "x", ids[4]), [(2, "changed")]),
    "user": (lambda ids: sql(UPDATE.format("user_id"), "user-1", ids[4]), [(2, "changed")]),
    "detail": (lambda ids: sql(UPDATE.format("detail"), '{"a": null}', ids[4]), [(2, "changed")]),
    "context": (lambda ids: sql(UPDATE.format("context_id"), None, ids[4]), [(2, "changed")]),
    "time": (lambda ids: sql(UPDATE.format("occurred_at"), NOW, ids[4]), [(2, "changed")]),
    "first of all": (lambda ids: sql(UPDATE.format("outcome"), "failure", ids[0]), [(1, "changed")]),
    "deleted": (lambda ids: sql("DELETE FROM accounts_event WHERE id = %s", ids[0]), [(1, "missing")]),
    "inserted": (lambda ids: insert_at(ids[5]), [(2, "inserted")]),
    "inserted before all": (lambda _: insert_at(-7), [(0, "inserted")]),
    "in another order": (lambda ids: swap(ids[0], ids[2]), [(1, "reordered")]),
    "moved": (
        lambda ids: sql("UPDATE accounts_event SET id = %s WHERE id = %s", ids[5], ids[0]),
        [(1, "missing"), (2, "inserted")],
    ),
    "across ranges": (lambda ids: swap(ids[0], ids[4]), [(1, "changed"), (2, "changed")]),
    "seal gone": (lambda _: sql("DELETE FROM accounts_eventseal WHERE number = 2"), [(2, "seal_missing")]),
    "first gone": (lambda _: sql("DELETE FROM accounts_eventseal WHERE number = 1"), [(1, "seal_missing")]),
    "seal's count": (
        lambda _: sql("UPDATE accounts_eventseal SET count = 3 WHERE number < 3"),
        [(1, "seal_changed"), (2, "seal_changed")],
    ),
    "seal's mac": (
        lambda _: sql("UPDATE accounts_eventseal SET mac = %s WHERE number = 2", "0" * 64),
        [(2, "seal_changed")],
    ),
    "said to be removed": (fake_removal, [(1, "removal_forged")]),
    "sealed again": (seal_again, [(2, "sealed_late"), (3, "sealed_late")]),
    "begun again": (begin_again, [(1, "begins_late")]),
    "last seal gone": (lambda _: sql("DELETE FROM accounts_eventseal WHERE number = 3"), [(3, "unsealed")]),
}


@each("name", MANIPULATIONS)
def test_manipulation_of_the_database_is_found_and_named(ids, name):
    manipulate, expected = MANIPULATIONS[name]
    with transaction.atomic():
        assert failures() == []
        manipulate(ids)
        assert failures() == expected
        transaction.set_rollback(True)


def test_log_passes_after_erasure_and_retention(ids, settings):
    forget(EventContext.objects.values("pk"))
    assert failures() == []
    settings.EVENT_RETENTION_DAYS = 30
    add_events(SIZE, at=NOW)
    later = NOW + timedelta(days=30)
    seal_due(NOW)

    assert retention.purge(later) > 0

    code, report = verified()
    assert (code, report["ranges"], report["removed_ranges"], report["events"]) == (0, 4, 3, SIZE)
    assert Event.objects.count() == SIZE
    insert_at(ids[2])
    assert failures() == [(1, "inserted")]


def test_range_that_was_sealed_late_passes_when_accepted(ids):
    seal_again(ids)
    second, third = (f"{seal.number}:{seal.mac}" for seal in EventSeal.objects.filter(number__gt=1))
    late = [(2, "sealed_late"), (3, "sealed_late")]
    assert failures("--accept-late", second) == late[1:]
    assert failures("--accept-late", third) == []
    assert failures("--accept-late", f"3:{'0' * 64}") == [*late, (3, "seal_missing")]
    # A chain that was sealed once more is not the one that was accepted.
    sql("DELETE FROM accounts_eventseal WHERE number = 3")
    seal_due(NOW + timedelta(seconds=1))
    assert failures("--accept-late", third) == [*late, (3, "seal_missing")]


def test_range_that_was_sealed_late_stays_late_after_retention(settings):
    settings.EVENT_RETENTION_DAYS = 30
    add_events(SIZE)
    seal_due(NOW)
    assert retention.purge(NOW + timedelta(days=30)) > 0
    assert failures() == [(1, "sealed_late")]


def test_chain_that_begins_with_the_first_account_passes():
    begin_again([])
    User.objects.update(created_at=NOW - timedelta(minutes=59))
    assert failures() == []


def test_range_is_sealed_when_full_or_old_and_not_before():
    add_events(SIZE - 1, at=NOW)
    assert seal_due(NOW + seal_chain.MAX_AGE - timedelta(seconds=1)) == 0
    assert seal_due(NOW + seal_chain.MAX_AGE) == 1
    assert seal_due(NOW + seal_chain.MAX_AGE) == 0
    add_events(2 * SIZE + 1, at=NOW)
    assert seal_due(NOW) == 2
    assert [seal.count for seal in EventSeal.objects.order_by("number")] == [SIZE - 1, SIZE, SIZE]
    assert failures() == []


def test_key_is_replaced_and_needed_as_long_as_its_seals(ids, settings):
    old = settings.EVENT_SEAL_KEYS
    keys._parse_ring.cache_clear()
    settings.EVENT_SEAL_KEYS = f"k9:{'n' * 40},{old}"
    add_events(SIZE, at=NOW)
    seal_due(NOW)
    assert [seal.key_id for seal in EventSeal.objects.order_by("number")][2:] == ["k1", "k9"]
    assert failures() == []
    settings.EVENT_SEAL_KEYS = f"k9:{'n' * 40}"
    assert failures() == [(number, "key_missing") for number in (1, 2, 3)]


def test_seal_of_the_servers_log_finds_a_truncated_table(ids, caplog, django_capture_on_commit_callbacks):
    add_events(SIZE, at=NOW)
    with caplog.at_level(logging.INFO, "ssr.events"), django_capture_on_commit_callbacks(execute=True):
        assert seal_due(NOW) == 1
    [line] = [record for record in caplog.records if record.message == "event seal"]
    expected = f"{line.number}:{line.mac}"
    assert failures("--expect", expected) == []
    sql("DELETE FROM accounts_event WHERE id > %s", ids[-1])
    sql("DELETE FROM accounts_eventseal WHERE number = 4")
    assert failures() == []
    assert failures("--expect", expected) == [(4, "seal_missing")]


def test_report_as_text_names_range_and_ids(ids):
    output = StringIO()
    sql("DELETE FROM accounts_event WHERE id = %s", ids[0])
    with pytest.raises(CommandError, match="differs from its seals"):
        call_command("verify_log", stdout=output)
    assert f"Range 1 (ids 1 to {ids[3]}): events are missing." in output.getvalue()
