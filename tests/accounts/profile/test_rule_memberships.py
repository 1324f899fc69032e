"""Memberships by group rules follow the facts about a user, and leave all others alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.credentials.challenges import Request, open_challenge
from accounts.domain.account_ends import AccountEnd
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.group_rules import Fact
from accounts.domain.lifecycle import Action
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.account_ends import end_account
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.invitations import send_activation
from accounts.lifecycle.unverified_accounts import confirm_address
from accounts.models import Event, Membership, MembershipSource, Origin, User
from accounts.profile.profiles import update_own_profile, update_profile
from accounts.users.groups import add_members, remove_members, withdraw
from tests.actors import a_user
from tests.group_rules import a_group, a_rule, about, change_rule, groups_by_rules, is_one_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ADDED, REMOVED = "group.user_membership.add", "group.user_membership.remove"


@pytest.fixture
def ada() -> User:
    return a_user("ada@example.com")


def change(user: User, **values: str | None) -> None:
    owner = a_user("owner@example.com")
    User.objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    owner.refresh_from_db()
    update_profile(user.pk, values, actor=owner, now=timezone.now())


def own_change(user: User, **values: str | None) -> None:
    update_own_profile(user.pk, values, now=timezone.now())


def targets(type: str) -> list[list[dict[str, str]]]:
    return [event.targets for event in Event.objects.filter(type=type).order_by("pk")]


def test_changed_profile_joins_and_leaves_with_events_that_name_the_rule(ada):
    rule = a_rule()
    group = a_group("Finance")
    named = [
        {"type": "group", "id": group.public_id},
        {"type": "group_rule", "id": rule.public_id},
    ]

    own_change(ada, department="finance")
    assert groups_by_rules(ada) == ["Finance"]
    assert (targets(ADDED), targets(REMOVED)) == ([named], [])

    own_change(ada, department="Sales")
    assert groups_by_rules(ada) == []
    assert (targets(ADDED), targets(REMOVED)) == ([named], [named])


def test_administrators_change_of_a_profile_applies_rules(ada):
    a_rule(is_one_of("userType", "staff"))
    change(ada, userType="staff")
    assert groups_by_rules(ada) == ["Finance"]


def test_grants_of_others_stay_when_the_rule_is_left(ada):
    a_rule()
    add_members([a_group("Finance").pk], [ada.pk], actor=None, now=timezone.now())
    Membership.objects.create(
        user=ada,
        group=a_group("Finance"),
        source=MembershipSource.POLICY,
        source_id="p1",
        granted_at=timezone.now(),
    )
    before = list(Membership.objects.order_by("pk").values())

    own_change(ada, department="Finance")
    assert groups_by_rules(ada) == ["Finance"]
    own_change(ada, department=None)

    assert list(Membership.objects.order_by("pk").values()) == before
    # The user was a member all the time.
    assert (len(targets(ADDED)), targets(REMOVED)) == (1, [])


def test_two_rules_for_one_group_are_left_one_by_one(ada):
    a_rule()
    a_rule(is_one_of("city", "Cork"), name="Cork")
    own_change(ada, department="Finance", city="Cork")
    assert groups_by_rules(ada) == ["Finance", "Finance"]
    own_change(ada, city="Rome")
    assert (groups_by_rules(ada), targets(REMOVED)) == (["Finance"], [])
    own_change(ada, department=None)
    assert (groups_by_rules(ada), len(targets(REMOVED))) == ([], 1)
    assert len(targets(ADDED)) == 1


def test_inactive_rule_gives_nothing(ada):
    a_rule(active=False)
    own_change(ada, department="Finance")
    assert groups_by_rules(ada) == []


def test_change_of_an_attribute_that_no_rule_reads_asks_for_no_membership(ada):
    a_rule()
    with CaptureQueriesContext(connection) as queries:
        own_change(ada, city="Cork")
    assert not [query["sql"] for query in queries if "accounts_membership" in query["sql"]]


def test_domain_counts_from_the_moment_the_address_is_verified():
    a_rule(about(Fact.EMAIL_DOMAIN, "example.com"))
    eve = a_user("eve@example.com", email_verified=False, origin=Origin.SELF_SERVICE)
    own_change(eve, department="Finance")
    assert groups_by_rules(eve) == []

    now = timezone.now()
    request = Request(ChallengePurpose.WELCOME, "eve@example.com", timedelta(days=1), user_id=eve.pk)
    assert confirm_address(eve, open_challenge(request, now), now)

    assert groups_by_rules(eve) == ["Finance"]


def test_reset_of_an_unverified_account_removes_what_rules_gave():
    a_rule(is_one_of("city", "Cork"))
    a_rule(about(Fact.APPLICATION, "shop"), name="Shop", group="Shop")
    eve = a_user(
        "eve@example.com",
        email_verified=False,
        origin=Origin.SELF_SERVICE,
        sign_up_app="shop",
        policy_id="p1",
    )
    own_change(eve, city="Cork")
    assert groups_by_rules(eve) == ["Finance", "Shop"]

    eve.refresh_from_db()
    end_account(eve, AccountEnd.RESET, timezone.now())

    eve.refresh_from_db()
    assert (groups_by_rules(eve), eve.sign_up_app, eve.sign_up_policy) == ([], "", "")


def test_deactivated_account_is_in_no_group_until_it_is_activated(ada):
    a_rule(is_one_of("userType", "staff"))
    change(ada, userType="staff")
    perform(Action.DEACTIVATE, ada.pk, actor=None, now=timezone.now())
    User.objects.filter(pk=ada.pk).update(profile={"userType": "staff", "city": "Cork"})
    own_change(ada, city="Rome")
    assert groups_by_rules(ada) == []

    send_activation(ada.pk, actor=None, now=timezone.now())

    assert groups_by_rules(ada) == ["Finance"]


def test_membership_by_a_rule_is_not_removed_by_hand(ada):
    a_rule()
    own_change(ada, department="Finance")

    with pytest.raises(ValidationFailed) as refused:
        remove_members(a_group("Finance"), [ada.pk], actor=None, now=timezone.now())

    [violation] = refused.value.violations
    assert (violation.code, violation.params) == ("ssr.group.member_by_rule", ("ada@example.com",))
    assert groups_by_rules(ada) == ["Finance"]


def test_membership_of_another_source_is_withdrawn_beside_a_rule(ada):
    a_rule()
    own_change(ada, department="Finance")
    add_members([a_group("Finance").pk], [ada.pk], actor=None, now=timezone.now())
    by_hand = Membership.objects.filter(user=ada, source=MembershipSource.ADMINISTRATOR)

    assert withdraw(by_hand, actor=None, now=timezone.now()) == 0

    assert groups_by_rules(ada) == ["Finance"]


def test_changed_rule_decides_at_the_next_change_of_the_profile(ada):
    rule = a_rule()
    own_change(ada, department="Finance")
    change_rule(rule, is_one_of("department", "Sales"), group="Sales")

    own_change(ada, department="Sales")

    assert groups_by_rules(ada) == ["Sales"]
