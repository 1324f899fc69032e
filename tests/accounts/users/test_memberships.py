"""A user is in a group while one membership remains, whatever it came from."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from accounts.models import Event, Group, Membership, User
from accounts.users.groups import (
    add_members,
    join,
    remove_members,
    save_group,
    withdraw,
)
from accounts.users.lookup import members
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.services import leave_groups_of_domain
from tests.actors import a_user, sign_up_policy

pytestmark = pytest.mark.django_db
ADDED, REMOVED = "group.user_membership.add", "group.user_membership.remove"


@pytest.fixture
def ada() -> User:
    return a_user("ada@example.com")


@pytest.fixture
def staff() -> Group:
    return save_group(Group(name="Staff"), actor=None, now=timezone.now())


def events(type: str) -> int:
    return Event.objects.filter(type=type).count()


def sources(user: User) -> list[tuple[str, str]]:
    return sorted(Membership.objects.filter(user=user).values_list("source", "source_id"))


def test_member_by_policy_and_by_administrator_counts_once(ada, staff):
    join(ada, [staff.pk], "policy-1", timezone.now())
    assert add_members([staff.pk], [ada.pk], actor=None, now=timezone.now()) == 0
    assert sources(ada) == [("administrator", ""), ("policy", "policy-1")]
    assert list(members(staff)) == [ada]
    assert events(ADDED) == 0


def test_membership_granted_twice_by_one_source_is_one_row(ada, staff):
    for _ in range(2):
        join(ada, [staff.pk], "policy-1", timezone.now())
        add_members([staff.pk], [ada.pk], actor=None, now=timezone.now())
    join(ada, [staff.pk], "policy-2", timezone.now())
    assert sources(ada) == [("administrator", ""), ("policy", "policy-1"), ("policy", "policy-2")]


def test_withdrawing_one_of_two_memberships_keeps_the_member(ada, staff):
    join(ada, [staff.pk], "policy-1", timezone.now())
    add_members([staff.pk], [ada.pk], actor=None, now=timezone.now())
    assert withdraw(Membership.objects.filter(source="administrator"), actor=None, now=timezone.now()) == 0
    assert (list(members(staff)), events(REMOVED)) == ([ada], 0)
    assert withdraw(Membership.objects.filter(user=ada), actor=None, now=timezone.now()) == 1
    assert (list(members(staff)), events(REMOVED)) == ([], 1)


def test_removing_a_member_withdraws_every_membership(ada, staff):
    join(ada, [staff.pk], "policy-1", timezone.now())
    add_members([staff.pk], [ada.pk], actor=None, now=timezone.now())
    assert remove_members(staff, [ada.pk], actor=None, now=timezone.now()) == 1
    assert (sources(ada), events(REMOVED)) == ([], 1)


def test_adding_leaves_out_users_that_were_deleted(ada, staff):
    gone = a_user("gone@example.com")
    users = [ada.pk, gone.pk]
    gone.delete()
    assert add_members([staff.pk], users, actor=None, now=timezone.now()) == 1
    assert (list(members(staff)), events(ADDED)) == ([ada], 1)


def test_adding_to_a_group_that_was_deleted_is_refused(ada, staff):
    with pytest.raises(ValidationFailed, match=r"ssr\.group\.deleted"):
        add_members([staff.pk, staff.pk + 1], [ada.pk], actor=None, now=timezone.now())
    assert (list(members(staff)), events(ADDED)) == ([], 0)


def test_removing_from_a_group_deleted_meanwhile_writes_no_event(ada, staff):
    join(ada, [staff.pk], "policy-1", timezone.now())

    def delete_group_first(execute, sql, params, many, context):
        if sql.startswith("DELETE") and Group.objects.exists():
            for table in ("accounts_membership", "accounts_group"):
                execute(f"DELETE FROM {table}", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(delete_group_first):
        remove_members(staff, [ada.pk], actor=None, now=timezone.now())
    assert (Membership.objects.count(), Group.objects.count(), events(REMOVED)) == (0, 0, 0)


@pytest.mark.parametrize("by_administrator", [False, True])
def test_leaving_a_domain_withdraws_memberships_of_policies(ada, staff, by_administrator):
    policy = ProfileEnrollmentPolicy.objects.get(is_default=True)
    policy.groups.add(staff)
    sign_up_policy(allowed_domains="example.com")
    join(ada, [staff.pk], policy.public_id, timezone.now())
    if by_administrator:
        add_members([staff.pk], [ada.pk], actor=None, now=timezone.now())

    left = leave_groups_of_domain(ada, "elsewhere.example", timezone.now())

    assert left.memberships == ((staff.pk, policy.public_id),)
    assert len(left.events) == (0 if by_administrator else 1)
    assert list(members(staff)) == ([ada] if by_administrator else [])
