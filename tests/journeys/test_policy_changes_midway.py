"""An administrator changes something during a sign-up."""

import pytest

from accounts.models import Event, Group
from flows.domain.transaction import Intent
from tests.actors import sign_up_policy
from tests.journeys.admin_actions import ask, new_users_join, no_longer_ask, passwords_need
from tests.journeys.drivers import ENDED, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import (
    ADA,
    PASSCODE,
    PASSWORD,
    awaiting_code,
    fill_in,
    has_no_holder,
    look_again,
    user,
)

pytestmark = pytest.mark.one_front_end


def test_groups_are_those_of_the_form_that_was_submitted(front_end: str):
    new_users_join("Members")
    driver = awaiting_code(front_end)
    new_users_join("Latecomers")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert list(Group.objects.filter(memberships__user=user()).values_list("name", flat=True)) == ["Members"]


def test_a_group_deleted_midway_is_simply_not_joined(front_end: str):
    new_users_join("Members", "Doomed")
    driver = awaiting_code(front_end)
    Group.objects.get(name="Doomed").delete()
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert list(Group.objects.filter(memberships__user=user()).values_list("name", flat=True)) == ["Members"]
    assert Event.objects.filter(type="group.user_membership.add").count() == 1


def test_a_field_taken_off_the_form_keeps_its_answer(front_end: str):
    ask("team", "string", required=True)
    driver = awaiting_code(front_end, team="Kitchen")
    no_longer_ask("team")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().profile == {"team": "Kitchen"}


def test_field_added_after_submission_is_not_requested(front_end: str):
    driver = awaiting_code(front_end)
    ask("team", "string", required=True)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_field_added_while_the_form_is_open_is_requested_before_the_mail(front_end: str):
    driver = make(front_end)
    driver.begin(Intent.SIGN_UP)
    ask("team", "string", required=True)
    driver.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    assert driver.step == "enroll-profile"
    assert [path for path, _ in driver.errors] == ["userProfile.team"]
    assert letters() == []


def test_sign_up_closed_midway_ends_every_sign_up(front_end: str):
    driver = awaiting_code(front_end)
    code = letters()[-1].code
    sign_up_policy(sign_up_allowed=False)
    driver.submit_code(code)
    if driver.step != ENDED:
        assert driver.status == 409
    assert driver.message_keys == ["oie.registration.is.not.enabled"]
    assert has_no_holder(ADA)


def test_sign_up_opened_again_goes_on_where_it_was(front_end: str):
    driver = awaiting_code(front_end)
    sign_up_policy(sign_up_allowed=False)
    sign_up_policy(sign_up_allowed=True)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_password_length_raised_midway_applies_at_once(front_end: str):
    passwords_need(8)
    driver = awaiting_code(front_end)
    driver.submit_code()
    passwords_need(25)
    driver.choose_password("zebra quartz pillow")
    assert driver.errors == [(PASSCODE, "ssr.password.too_short")]
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_lowered_verification_keeps_the_requirement_of_open_sign_ups(front_end: str):
    driver = awaiting_code(front_end)
    sign_up_policy(email_verification=False)
    driver.submit_code("000000")
    assert driver.step == "enroll-email"
    assert has_no_holder(ADA)


def test_verification_raised_and_lowered_keeps_the_mailed_requirement(front_end: str):
    sign_up_policy(email_verification=False)
    driver = make(front_end)
    fill_in(driver)
    sign_up_policy(email_verification=True)
    look_again(driver)
    driver.resend()
    sign_up_policy(email_verification=False)
    look_again(driver)
    assert driver.step == "enroll-email"
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().email_verified


@pytest.mark.parametrize("looks_again", [True, False])
def test_raised_verification_applies_to_every_open_sign_up(front_end: str, looks_again: bool):
    sign_up_policy(email_verification=False)
    driver = make(front_end)
    fill_in(driver)
    assert driver.step == "enroll-password"
    sign_up_policy(email_verification=True)
    if looks_again:
        look_again(driver)
    else:
        driver.choose_password(PASSWORD)
    assert has_no_holder(ADA)
    assert driver.step == "enroll-email"
    driver.resend()
    driver.submit_code()
    assert driver.step == "enroll-password"
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().email_verified
