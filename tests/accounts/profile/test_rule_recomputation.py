"""A changed rule is computed again for everyone: in batches, killed at any of them, and nothing twice."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tasks
from accounts.domain.lifecycle import Status
from accounts.models import Event, Membership, MembershipSource, Origin, RuleRecomputation, User
from accounts.profile import rule_recomputation
from accounts.profile.rule_changes import delete_rule
from accounts.profile.rule_preview import preview_rule
from accounts.profile.rule_recomputation import SETTLE, recompute_due
from accounts.tasks import recompute_group_rules
from tests.group_rules import FINANCE, a_group, a_rule, change_rule, is_one_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ADDED, REMOVED = "group.user_membership.add", "group.user_membership.remove"
MANY = 3000


def insert_users(count: int, **columns: Any) -> list[User]:
    """Insert users, of whom every third is in the department Finance."""
    now = timezone.now() - timedelta(days=1)
    first = User.objects.count()
    return User.objects.bulk_create(
        User(
            login=f"u{number}@example.com",
            email=f"u{number}@example.com",
            email_verified=True,
            profile={"department": "Finance" if number % 3 == 0 else "Sales"},
            **{"status": Status.ACTIVE.value, "origin": Origin.IMPORT, "created_at": now, **columns},
        )
        for number in range(first, first + count)
    )


def by_rules() -> Counter[str]:
    rows = Membership.objects.filter(source=MembershipSource.RULE)
    return Counter(rows.values_list("group__name", flat=True))


def events(type: str) -> int:
    return Event.objects.filter(type=type).count()


@pytest.fixture
def small_batches(monkeypatch) -> None:
    monkeypatch.setattr(rule_recomputation, "BATCH", 4)


class Killed(Exception):
    """The worker dies."""


@pytest.fixture
def killed_often(monkeypatch, small_batches) -> Iterator[None]:
    """Let the worker die in the middle of every second batch, after its memberships were written."""
    calls = Counter[str]()
    record = rule_recomputation.record

    def record_or_die(*args: Any, **more: Any) -> None:
        calls["batch"] += 1
        if calls["batch"] % 2:
            raise Killed
        record(*args, **more)

    monkeypatch.setattr(rule_recomputation, "record", record_or_die)
    yield
    assert calls["batch"] > 4


def run_until_done() -> None:
    """Run the task again and again, as the clock does, until both passes are over."""
    for later in (timedelta(), SETTLE + timedelta(seconds=1)):
        for _ in range(100):
            try:
                recompute_due(timezone.now() + later)
            except Killed:
                continue
            break
    assert not RuleRecomputation.objects.exists()


def test_task_adds_everyone_who_matches_and_none_else(small_batches):
    insert_users(10)
    insert_users(3, status=Status.DEPROVISIONED.value)
    a_rule()
    recompute_group_rules()
    assert (by_rules(), events(ADDED)) == ({"Finance": 4}, 4)
    assert RuleRecomputation.objects.get().is_last
    run_until_done()
    assert (by_rules(), events(ADDED)) == ({"Finance": 4}, 4)


def test_killed_task_goes_on_without_losing_or_doubling_a_row(killed_often):
    insert_users(30)
    rule = a_rule()
    run_until_done()
    assert (by_rules(), events(ADDED)) == ({"Finance": 10}, 10)

    change_rule(rule, is_one_of("department", "Sales"), group="Sales")
    run_until_done()
    assert (by_rules(), events(ADDED), events(REMOVED)) == ({"Sales": 20}, 30, 10)

    delete_rule(rule, actor=None, now=timezone.now())
    run_until_done()
    assert (by_rules(), events(REMOVED)) == ({}, 30)


def test_task_runs_once_in_a_process(small_batches):
    insert_users(4)
    a_rule()
    with tasks._recomputing:
        recompute_group_rules()
    assert by_rules() == {}
    recompute_group_rules()
    assert by_rules() == {"Finance": 2}


def test_time_of_a_run_is_limited_and_the_next_one_continues(small_batches):
    insert_users(20)
    a_rule()
    recompute_due(timezone.now(), seconds=0)
    progress = RuleRecomputation.objects.get().user_after
    assert progress == User.objects.order_by("pk")[3].pk
    run_until_done()
    assert by_rules() == {"Finance": 7}


def test_change_in_the_middle_begins_again(small_batches):
    insert_users(20)
    rule = a_rule()
    recompute_due(timezone.now(), seconds=0)
    change_rule(rule, is_one_of("department", "Sales"), group="Sales")
    assert RuleRecomputation.objects.get().user_after == 0
    run_until_done()
    assert by_rules() == {"Sales": 13}


def test_deactivation_removes_the_grants_of_the_rule_only(small_batches):
    users = insert_users(12)
    other = a_rule(is_one_of("department", "Finance", "Sales"), name="All")
    rule = a_rule()
    Membership.objects.create(
        user=users[0],
        group=a_group("Finance"),
        source=MembershipSource.ADMINISTRATOR,
        granted_at=timezone.now(),
    )
    run_until_done()
    assert by_rules() == {"Finance": 16}
    change_rule(rule, active=False)
    run_until_done()
    assert set(Membership.objects.values_list("source_id", flat=True)) == {"", other.public_id}
    assert (Membership.objects.count(), events(REMOVED)) == (13, 0)


def test_user_who_is_written_late_is_seen_by_the_second_pass():
    """A sign-up that read the older rules may commit after the first pass, under a lower id."""
    insert_users(3)
    rule = a_rule()
    recompute_due(timezone.now())
    [late] = insert_users(1, created_at=rule_changed_at() - timedelta(seconds=5))
    assert by_rules() == {"Finance": 1}

    recompute_due(timezone.now())
    assert not Membership.objects.filter(user=late).exists()

    recompute_due(rule_changed_at() + SETTLE)
    assert Membership.objects.get(user=late).source_id == rule.public_id
    run_until_done()


def rule_changed_at() -> Any:
    return RuleRecomputation.objects.get().changed_at


def test_second_pass_reads_recent_users_only():
    insert_users(3)
    rule = a_rule()
    recompute_due(timezone.now())
    Membership.objects.filter(source_id=rule.public_id).delete()
    run_until_done()
    assert by_rules() == {}


def test_thousands_cost_few_statements_for_each_batch():
    insert_users(MANY)
    a_rule()
    with CaptureQueriesContext(connection) as queries:
        recompute_due(timezone.now())
    assert by_rules() == {"Finance": MANY // 3}
    statements = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    batches = MANY // rule_recomputation.BATCH
    # Work, rule, groups, users, memberships; insert, ids of groups, events, progress. SQLite splits inserts.
    if connection.vendor == "postgresql":
        assert len(statements) <= 10 * batches + 10


def test_preview_counts_who_would_join_and_leave():
    users = insert_users(30)
    rule = a_rule()
    run_until_done()
    Membership.objects.create(
        user=users[0],
        group=a_group("Finance"),
        source=MembershipSource.ADMINISTRATOR,
        granted_at=timezone.now(),
    )
    finance, sales = frozenset({a_group("Finance").pk}), frozenset({a_group("Sales").pk})

    same = preview_rule([FINANCE], finance, rule_id=rule.public_id)
    assert (same.people, same.joining, same.leaving, same.is_complete) == (10, 0, 0, True)
    assert [user.email for user in same.matching] == [
        f"u{number}@example.com" for number in range(27, -1, -3)
    ]

    moved = preview_rule([is_one_of("department", "Sales")], sales, rule_id=rule.public_id)
    # An administrator put the first user into the group as well.
    assert (moved.people, moved.joining, moved.leaving) == (20, 20, 9)
    assert len(moved.matching) == 10

    off = preview_rule([FINANCE], finance, rule_id=rule.public_id, active=False)
    assert (off.people, off.joining, off.leaving) == (10, 0, 9)

    new = preview_rule([FINANCE], finance)
    assert (new.joining, new.leaving) == (0, 0)


def test_preview_examines_a_limited_number_of_users(monkeypatch):
    monkeypatch.setattr("accounts.profile.rule_preview.BATCH", 5)
    monkeypatch.setattr("accounts.profile.rule_preview.MAX_EXAMINED", 10)
    insert_users(12)
    found = preview_rule([FINANCE], frozenset({a_group("Finance").pk}))
    assert (found.examined, found.people, found.is_complete) == (10, 3, False)
