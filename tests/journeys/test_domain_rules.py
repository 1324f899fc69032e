"""Domain rules of the profile enrollment policy hold for a change of address, and for groups."""

import pytest
from django.utils import timezone

from accounts.domain.group_rules import Fact
from accounts.models import Event, Group, Membership, User
from enrollment.models import ProfileEnrollmentPolicy
from tests.actors import a_user, sign_up_policy
from tests.group_rules import a_rule, about
from tests.journeys.admin_actions import new_users_join
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, PASSWORD, press, user
from tests.journeys.test_account_changes import begin, comes_with_password

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]
NEW = "ada@new-name.example"
DENIED = "ssr.email.new_domain_not_allowed"


@pytest.fixture(autouse=True)
def ada() -> User:
    return a_user(ADA, PASSWORD)


def asked_for(browser: HostedDriver, address: str) -> None:
    """Come as far as the new address, and send it."""
    comes_with_password(browser)
    begin(browser, "email")
    browser.send("change-email", {"newEmail": address})


def member_of(name: str, source: str = "policy") -> None:
    group, _ = Group.objects.get_or_create(name=name, defaults={"created_at": timezone.now()})
    Membership.objects.create(user=user(), group=group, source=source, granted_at=timezone.now())


def groups_of(address: str) -> list[str]:
    return sorted(Membership.objects.filter(user__login=address).values_list("group__name", flat=True))


@pytest.mark.parametrize("rule", [{"allowed_domains": "example.com"}, {"denied_domains": "new-name.example"}])
def test_new_address_at_a_refused_domain_is_refused(here: HostedDriver, rule: dict[str, str]):
    sign_up_policy(**rule)
    asked_for(here, NEW)
    assert here.errors == [("newEmail", DENIED)]
    assert letters(NEW) == []
    assert user().email == ADA


def test_new_address_in_the_present_domain_is_accepted(here: HostedDriver):
    sign_up_policy(allowed_domains="example.net")
    asked_for(here, "ada.new@example.com")
    here.submit_code(newest("ada.new@example.com").code)
    assert user("ada.new@example.com").email_verified


def test_domain_refused_before_the_proof_leaves_the_address(here: HostedDriver):
    asked_for(here, NEW)
    code = newest(NEW).code
    sign_up_policy(denied_domains="new-name.example")
    here.submit_code(code)
    assert here.message_keys == [DENIED]
    assert "new-name.example" in here.words
    assert user().email == ADA


def test_group_of_a_domain_rule_ends_with_the_domain(here: HostedDriver):
    new_users_join("Members")
    staff = ProfileEnrollmentPolicy.objects.create(name="Staff", allowed_domains="example.com")
    staff_group = Group.objects.create(name="Staff", created_at=timezone.now())
    staff.groups.set([staff_group])
    for name in ("Members", "Staff", "Forgotten rule"):
        member_of(name)
    asked_for(here, NEW)
    here.submit_code(newest(NEW).code)
    assert groups_of(NEW) == ["Forgotten rule", "Members"]
    event = Event.objects.get(type="group.user_membership.remove")
    assert event.user_id == user(NEW).public_id
    assert event.targets == [{"type": "group", "id": staff_group.public_id}]


def test_group_given_by_an_administrator_stays(here: HostedDriver):
    staff = ProfileEnrollmentPolicy.objects.create(name="Staff", allowed_domains="example.com")
    member_of("Staff", source="administrator")
    staff.groups.set(Group.objects.filter(name="Staff"))
    asked_for(here, NEW)
    here.submit_code(newest(NEW).code)
    assert groups_of(NEW) == ["Staff"]


def test_undone_change_of_address_gives_the_groups_back(here: HostedDriver, elsewhere: HostedDriver):
    staff = ProfileEnrollmentPolicy.objects.create(name="Staff", allowed_domains="example.com")
    member_of("Staff")
    staff.groups.set(Group.objects.filter(name="Staff"))
    asked_for(here, NEW)
    here.submit_code(newest(NEW).code)
    assert groups_of(NEW) == []
    elsewhere.open(newest(ADA).link)
    press(elsewhere)
    assert groups_of(ADA) == ["Staff"]


def test_new_address_moves_to_the_groups_of_its_rules_until_its_undo(
    here: HostedDriver, elsewhere: HostedDriver
):
    a_rule(about(Fact.EMAIL_DOMAIN, "example.com"), name="Old", group="Old")
    a_rule(about(Fact.EMAIL_DOMAIN, "new-name.example"), name="New", group="New")
    asked_for(here, NEW)
    here.submit_code(newest(NEW).code)
    assert groups_of(NEW) == ["New"]
    elsewhere.open(newest(ADA).link)
    press(elsewhere)
    assert groups_of(ADA) == ["Old"]
