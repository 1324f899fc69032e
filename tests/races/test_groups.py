"""A group that is deleted while a user joins it."""

import time
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Group, Membership
from accounts.users.groups import delete_group
from tests.actors import a_user
from tests.administration.desk import Desk
from tests.races.together import WAIT_SECONDS, beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres(only=True)]


def wait_until_one_waits() -> None:
    """Return when a statement of another connection waits for a lock."""
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            # Of this database: tests of other processes wait in theirs.
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nothing waited")


def test_user_who_joins_a_group_that_is_being_deleted_stays_out():
    desk, user = Desk(), a_user("ada@example.com")
    group = Group.objects.create(name="Finance", created_at=timezone.now())
    row = {"profile_lastName": "O", "memberships-TOTAL_FORMS": "1", "memberships-0-group": str(group.pk)}
    deleted = Event()

    def delete() -> None:
        with transaction.atomic():
            delete_group(group, actor=None, now=timezone.now())
            deleted.set()
            wait_until_one_waits()

    def join() -> str:
        deleted.wait(WAIT_SECONDS)
        return str(desk.save(f"accounts/user/{user.pk}/change/", row).said)

    _, said = beside(delete, join)

    assert "deleted a group" in said
    assert not Membership.objects.exists()
