"""The text asked for, sentence by sentence, at the interface users use."""

import pytest

from accounts.models import Event, Group, User
from enrollment.models import ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from tests.actors import sign_up_policy
from tests.journeys.admin_actions import ask, new_users_join
from tests.journeys.drivers import SIGNED_IN, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import (
    ADA,
    PASSWORD,
    awaiting_code,
    fill_in,
    has_no_holder,
    proofs_of,
    sign_in,
    signed_up,
    user,
)

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]


def test_users_sign_up_for_the_services_by_themselves(front_end: str):
    assert signed_up(front_end).step == SIGNED_IN


def test_sign_up_link_shows_the_enrollment_form(front_end: str):
    driver = make(front_end)
    driver.begin()
    driver.sign_up_instead()
    assert driver.step == "enroll-profile"


def test_form_has_the_fields_of_the_profile_enrollment_policy(front_end: str):
    ask("team", "string", required=True)
    driver = make(front_end)
    fill_in(driver, team="")
    assert driver.errors == [("userProfile.team", "model.validation.field.blank.label")]
    fill_in(driver, team="Kitchen")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().profile == {"team": "Kitchen"}


def test_the_email_address_becomes_username_and_primary_email(front_end: str):
    signed_up(front_end)
    assert (user().login, user().email) == (ADA, ADA)
    again = make(front_end)
    sign_in(again)
    assert again.signed_in_as == ADA


def test_after_the_form_a_link_and_a_one_time_password_are_sent(front_end: str):
    awaiting_code(front_end)
    assert newest(ADA).code.isdigit()
    assert len(newest(ADA).code) == 6
    if front_end == "hosted":
        assert "/flow/link/" in newest(ADA).link


def test_activation_mail_satisfies_possession_through_email(front_end: str):
    assert "email" in proofs_of(signed_up(front_end))


def test_other_prompts_appear_when_the_policies_ask_for_them(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    assert driver.step == "enroll-password"


def test_user_is_not_registered_before_every_requirement_is_satisfied(front_end: str):
    driver = awaiting_code(front_end)
    assert has_no_holder(ADA)
    driver.submit_code()
    assert has_no_holder(ADA)
    driver.choose_password(PASSWORD)
    assert user().status == "ACTIVE"
    assert Event.objects.filter(type="user.lifecycle.create", user_id=user().public_id).count() == 1


def test_new_user_is_in_the_groups_of_the_profile_enrollment_policy(front_end: str):
    new_users_join("Members", "Friends")
    signed_up(front_end)
    joined = Group.objects.filter(memberships__user=user())
    assert {group.name for group in joined} == {"Friends", "Members"}


def test_user_is_redirected_to_the_dashboard(front_end: str):
    driver = signed_up(front_end)
    assert driver.step == SIGNED_IN
    assert driver.client.get("/me/").status_code == 200


def test_optional_verification_registers_at_once_with_a_welcome_mail(front_end: str):
    sign_up_policy(email_verification=False, password_page="first")
    driver = make(front_end)
    fill_in(driver, password=PASSWORD)
    assert driver.signed_in_as == ADA
    assert "Welcome" in newest(ADA).subject


def test_clicking_the_welcome_link_shows_ownership_but_is_not_needed(front_end: str):
    sign_up_policy(email_verification=False, password_page="first")
    driver = make(front_end)
    fill_in(driver, password=PASSWORD)
    again = make(front_end)
    sign_in(again)
    assert again.signed_in_as == ADA
    assert not user().email_verified


def test_unknown_username_is_answered_with_no_such_account_warning(front_end: str):
    driver = make(front_end)
    driver.begin()
    driver.identify("nobody@example.com")
    assert driver.step == "identify"
    assert driver.message_keys == ["idx.unknown.user"]


def test_closed_sign_up_answers_unknown_username_with_password_prompt(front_end: str):
    sign_up_policy(sign_up_allowed=False)
    driver = make(front_end)
    sign_in(driver, "nobody@example.com")
    assert driver.step == "challenge-password"
    assert driver.errors == [("", "errors.E0000004")]
    assert not User.objects.exists()


def test_where_sign_up_is_off_it_is_not_offered(front_end: str):
    sign_up_policy(sign_up_allowed=False)
    driver = make(front_end)
    driver.begin()
    assert "select-enroll-profile" not in driver.forms
    driver.begin(Intent.SIGN_UP)
    assert driver.message_keys == ["oie.registration.is.not.enabled"]


def test_undeletable_default_denies_sign_up_until_it_is_allowed(front_end: str):
    default = ProfileEnrollmentPolicy.objects.get(is_default=True)
    assert ProfileEnrollmentPolicy._meta.get_field("sign_up_allowed").default is False
    sign_up_policy(sign_up_allowed=False)
    driver = make(front_end)
    driver.begin(Intent.SIGN_UP)
    assert driver.step == "ended"
    assert default.sign_up_allowed is True
    assert letters() == []
