"""Making users and moving them through their life."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials.challenges import Request, open_challenge
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import ENDS_SESSIONS, Action, IllegalTransition, Status
from accounts.lifecycle import admin_access
from accounts.lifecycle.creation import NewUser, create_user, creation_events
from accounts.lifecycle.unverified_accounts import close_unverified_account, confirm_address
from accounts.models import (
    ChallengePurpose,
    Event,
    Group,
    Membership,
    Origin,
    ProfileAttribute,
    UniqueAttributeValue,
    User,
)
from accounts.profile.schema import profile_schema
from accounts.users.lookup import public_ids
from accounts.users.status import change_status
from tests.actors import PASSWORD, a_user

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
ADA = "ada@example.com"


def make(address=ADA, values=None, **facts):
    given = {"status": Status.ACTIVE, "origin": Origin.SELF_SERVICE, "email_verified": True, **facts}
    return created(address, values, **given).row


def created(address=ADA, values=None, **given):
    return create_user(NewUser(parse_email(address), values or {}, **given), profile_schema(), NOW)


@pytest.fixture
def unique_number():
    number = ProfileAttribute.objects.get(key="employeeNumber")
    number.unique = True
    number.save()
    raise_version()


def test_user_is_found_by_normal_form_and_shown_as_written():
    user = make("Ada.Okafor@EXAMPLE.com")
    assert (user.login, user.email) == ("ada.okafor@example.com", "Ada.Okafor@example.com")


@pytest.mark.parametrize("other", [ADA, "ADA@example.com", "Ada@EXAMPLE.COM"])
def test_an_address_has_one_holder_however_it_is_written(other):
    make(ADA)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(other)


def test_names_have_columns_and_everything_else_is_profile():
    user = make(values={"firstName": "Ada", "lastName": "Okafor", "nickName": "A."})
    assert (user.first_name, user.last_name, user.profile) == ("Ada", "Okafor", {"nickName": "A."})


def test_missing_password_is_not_an_empty_one():
    assert not make().has_password


def test_a_unique_value_has_one_holder_however_it_is_written(unique_number):
    make(values={"employeeNumber": "E-7"})
    with pytest.raises(IntegrityError), transaction.atomic():
        make("eve@example.com", values={"employeeNumber": "e-7 "})


def test_deleted_groups_are_left_out_before_joining():
    group = Group.objects.create(name="Members", created_at=NOW)
    remaining = public_ids(Group, (group.pk, group.pk + 1000))
    user = make(group_ids=tuple(remaining))
    assert remaining == {group.pk: group.public_id}
    assert [membership.group for membership in Membership.objects.filter(user=user)] == [group]


def test_creating_and_activating_are_events_of_their_own():
    new = created(status=Status.ACTIVE, origin=Origin.SELF_SERVICE, email_verified=True)
    types = [entry.type for entry in creation_events(new, ("group-3",), "transaction-1")]
    assert types == ["user.lifecycle.create", "user.lifecycle.activate", "group.user_membership.add"]


@pytest.mark.parametrize("action", sorted(ENDS_SESSIONS))
def test_blocking_status_change_raises_the_epoch_in_one_statement(action):
    user = make()
    change_status(user, action, NOW)
    assert user.security_epoch == 2


def test_deactivation_releases_the_address_and_deletes_the_password():
    user = a_user(ADA, PASSWORD)
    change_status(user, Action.DEACTIVATE, NOW)
    assert (user.login, user.has_password, user.email) == (None, False, ADA)
    make(ADA)


def test_an_action_decided_on_an_old_status_changes_nothing():
    user, seen_before = make(), User.objects.get()
    change_status(user, Action.DEACTIVATE, NOW)
    with pytest.raises(IllegalTransition):
        change_status(seen_before, Action.SUSPEND, NOW)
    user.refresh_from_db()
    assert (user.status, user.security_epoch) == (Status.DEPROVISIONED, 2)


def test_ending_an_unverified_account_releases_all_its_values(unique_number):
    claim = make(values={"employeeNumber": "E-7"}, email_verified=False)
    close_unverified_account(claim, NOW)
    assert (claim.login, claim.status, claim.security_epoch) == (None, Status.DEPROVISIONED, 2)
    assert not UniqueAttributeValue.objects.exists()


@pytest.mark.parametrize(
    ("origin", "verified", "claim"),
    [
        (Origin.SELF_SERVICE, False, True),
        (Origin.SELF_SERVICE, True, False),
        (Origin.ADMINISTRATOR, False, False),
        (Origin.IMPORT, False, False),
    ],
)
def test_self_registered_unproved_address_is_unverified(origin, verified, claim):
    assert make(origin=origin, email_verified=verified).is_claim is claim


def welcome(user, address=ADA):
    request = Request(ChallengePurpose.WELCOME, address, timedelta(days=7), user_id=user.pk)
    return open_challenge(request, NOW)


def test_a_welcome_confirms_the_address_once():
    user = make(email_verified=False)
    challenge = welcome(user)
    assert [confirm_address(user, challenge, NOW) for _ in range(2)] == [True, False]
    assert User.objects.get().email_verified
    assert Event.objects.filter(type="system.email.challenge_factor_redeemed").count() == 1


def test_a_welcome_to_another_address_confirms_nothing():
    user = make(email_verified=False)
    assert not confirm_address(user, welcome(user, "old@example.com"), NOW)


def test_welcome_confirms_no_ended_unverified_address():
    user = make(email_verified=False)
    challenge = welcome(user)
    close_unverified_account(User.objects.get(), NOW)
    assert not confirm_address(user, challenge, NOW)
    assert not User.objects.get().email_verified


def a_link():
    token = admin_access.issue_link(parse_email(ADA), timezone.now()).rpartition("/")[2]
    found = admin_access.find_link(token, timezone.now())
    assert found is not None
    return found


def test_an_access_link_makes_the_administrator_it_names():
    user = admin_access.redeem(a_link(), timezone.now())
    assert user is not None
    assert (user.login, user.is_superuser, user.has_password) == (ADA, True, False)


def test_access_link_promotes_an_existing_user():
    ada = a_user(ADA, PASSWORD)
    assert admin_access.redeem(a_link(), timezone.now()) == ada
    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_superuser, ada.security_epoch) == (True, True, 1)


def test_access_link_never_promotes_an_unverified_password_account():
    claim = a_user(ADA, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    user = admin_access.redeem(a_link(), timezone.now())
    claim.refresh_from_db()
    assert (claim.is_superuser, claim.status) == (False, Status.DEPROVISIONED)
    assert user is not None
    assert (user.pk != claim.pk, user.is_superuser, user.has_password) == (True, True, False)


def test_an_access_link_is_over_after_ten_minutes(time_machine):
    time_machine.move_to(NOW, tick=False)
    token = admin_access.issue_link(parse_email(ADA), NOW).rpartition("/")[2]
    assert admin_access.find_link(token, NOW + timedelta(minutes=9, seconds=59))
    assert not admin_access.find_link(token, NOW + timedelta(minutes=10))
