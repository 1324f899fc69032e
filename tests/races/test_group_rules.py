"""Profiles and rules that change at the same moment: memberships fit what was committed last."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.configuration_cache import forget
from accounts.models import Event, Membership, RuleRecomputation, User
from accounts.profile.profiles import update_own_profile
from accounts.profile.rule_changes import delete_rule
from accounts.profile.rule_recomputation import SETTLE, recompute_due
from tests.actors import a_user
from tests.group_rules import a_rule, change_rule, groups_by_rules, is_one_of
from tests.races.together import at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
DEPARTMENTS = ("Finance", "Sales")


def own_change(user: User, **values: Any) -> None:
    update_own_profile(user.pk, values, now=timezone.now())


def run_until_done() -> None:
    while RuleRecomputation.objects.exists():
        recompute_due(timezone.now() + SETTLE)


def assert_fits(user: User) -> None:
    user.refresh_from_db()
    assert groups_by_rules(user) == [user.profile["department"]]
    assert Membership.objects.filter(user=user).count() == 1


def test_two_changes_of_one_profile_leave_the_groups_of_the_last():
    for department in DEPARTMENTS:
        a_rule(is_one_of("department", department), name=department, group=department)
    ada = a_user("ada@example.com")
    for _ in range(5):
        at_once(lambda number: own_change(ada, department=DEPARTMENTS[number % 2]), 8)
        assert_fits(ada)
    joined = Event.objects.filter(type="group.user_membership.add").count()
    left = Event.objects.filter(type="group.user_membership.remove").count()
    assert joined == left + 1


def test_profile_and_rule_that_change_at_once_see_each_other():
    rule = a_rule(is_one_of("department", "Finance"), group="Finance")
    ada = a_user("ada@example.com")
    for number in range(6):
        old, new = DEPARTMENTS[number % 2], DEPARTMENTS[(number + 1) % 2]
        own_change(ada, department=old)

        def change_and_compute(new: str = new) -> None:
            change_rule(rule, is_one_of("department", new), group=new)
            recompute_due(timezone.now())

        beside(lambda new=new: own_change(ada, department=new), change_and_compute)
        assert_fits(ada)


def test_two_workers_compute_a_rule_once():
    users = [a_user(f"u{number}@example.com") for number in range(6)]
    for user in users:
        own_change(user, department="Finance")
    rule = a_rule()
    at_once(lambda _: recompute_due(timezone.now()), 6)
    assert Membership.objects.filter(source_id=rule.public_id).count() == len(users)
    assert Event.objects.filter(type="group.user_membership.add").count() == len(users)

    delete_rule(rule, actor=None, now=timezone.now())
    at_once(lambda _: recompute_due(timezone.now()), 6)
    run_until_done()
    assert not Membership.objects.exists()
    assert Event.objects.filter(type="group.user_membership.remove").count() == len(users)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()
