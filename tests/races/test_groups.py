"""A group that is deleted while a user joins it."""

from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Group, Membership
from accounts.users.groups import delete_group
from tests.actors import a_user
from tests.administration.desk import Desk
from tests.races.together import WAIT_SECONDS, beside, wait_until_one_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres(only=True)]


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
