"""The text asked for, sentence by sentence, at the interface people use."""

import pytest

from accounts.models import Event, Group, User
from enrollment.models import ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from tests.actors import sign_up_policy
from tests.journeys.admin_actions import ask, new_people_join
from tests.journeys.drivers import SIGNED_IN, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import (
    ADA,
    PASSWORD,
    awaiting_code,
    fill_in,
    has_no_holder,
    person,
    proofs_of,
    sign_in,
    signed_up,
)

pytestmark = pytest.mark.postgres


def test_users_sign_up_for_the_services_by_themselves(face: str):
    assert signed_up(face).step == SIGNED_IN


def test_sign_up_link_shows_the_enrollment_form(face: str):
    driver = make(face)
    driver.begin()
    driver.sign_up_instead()
    assert driver.step == "enroll-profile"


def test_form_has_the_fields_of_the_profile_enrollment_policy(face: str):
    ask("team", "string", required=True)
    driver = make(face)
    fill_in(driver, team="")
    assert driver.errors == [("userProfile.team", "model.validation.field.blank.label")]
    fill_in(driver, team="Kitchen")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert person().profile == {"team": "Kitchen"}


def test_the_email_address_becomes_username_and_primary_email(face: str):
    signed_up(face)
    assert (person().login, person().email) == (ADA, ADA)
    again = make(face)
    sign_in(again)
    assert again.signed_in_as == ADA


def test_after_the_form_a_link_and_a_one_time_password_are_sent(face: str):
    awaiting_code(face)
    assert newest(ADA).code.isdigit()
    assert len(newest(ADA).code) == 6
    if face == "hosted":
        assert "/flow/link/" in newest(ADA).link


def test_activation_mail_satisfies_possession_through_email(face: str):
    assert "email" in proofs_of(signed_up(face))


def test_other_prompts_appear_when_the_policies_ask_for_them(face: str):
    driver = awaiting_code(face)
    driver.submit_code()
    assert driver.step == "enroll-password"


def test_user_is_not_registered_before_every_requirement_is_satisfied(face: str):
    driver = awaiting_code(face)
    assert has_no_holder(ADA)
    driver.submit_code()
    assert has_no_holder(ADA)
    driver.choose_password(PASSWORD)
    assert person().status == "ACTIVE"
    assert Event.objects.filter(type="user.lifecycle.create", user_id=person().public_id).count() == 1


def test_new_user_is_in_the_groups_of_the_profile_enrollment_policy(face: str):
    new_people_join("Members", "Friends")
    signed_up(face)
    joined = Group.objects.filter(memberships__user=person())
    assert {group.name for group in joined} == {"Friends", "Members"}


def test_user_is_redirected_to_the_dashboard(face: str):
    driver = signed_up(face)
    assert driver.step == SIGNED_IN
    assert driver.client.get("/me/").status_code == 200


def test_optional_verification_registers_at_once_with_a_welcome_mail(face: str):
    sign_up_policy(email_verification=False, password_page="first")
    driver = make(face)
    fill_in(driver, password=PASSWORD)
    assert driver.signed_in_as == ADA
    assert "Welcome" in newest(ADA).subject


def test_clicking_the_welcome_link_shows_ownership_but_is_not_needed(face: str):
    sign_up_policy(email_verification=False, password_page="first")
    driver = make(face)
    fill_in(driver, password=PASSWORD)
    again = make(face)
    sign_in(again)
    assert again.signed_in_as == ADA
    assert not person().email_verified


def test_unknown_username_is_answered_with_no_such_account_warning(face: str):
    driver = make(face)
    driver.begin()
    driver.identify("nobody@example.com")
    assert driver.step == "identify"
    assert driver.message_keys == ["idx.unknown.user"]


def test_closed_sign_up_answers_unknown_username_with_password_prompt(face: str):
    sign_up_policy(sign_up_allowed=False)
    driver = make(face)
    sign_in(driver, "nobody@example.com")
    assert driver.step == "challenge-password"
    assert driver.errors == [("", "errors.E0000004")]
    assert not User.objects.exists()


def test_where_sign_up_is_off_it_is_not_offered(face: str):
    sign_up_policy(sign_up_allowed=False)
    driver = make(face)
    driver.begin()
    assert "select-enroll-profile" not in driver.forms
    driver.begin(Intent.SIGN_UP)
    assert driver.message_keys == ["oie.registration.is.not.enabled"]


def test_undeletable_default_denies_sign_up_until_it_is_allowed(face: str):
    default = ProfileEnrollmentPolicy.objects.get(is_default=True)
    assert ProfileEnrollmentPolicy._meta.get_field("sign_up_allowed").default is False
    sign_up_policy(sign_up_allowed=False)
    driver = make(face)
    driver.begin(Intent.SIGN_UP)
    assert driver.step == "ended"
    assert default.sign_up_allowed is True
    assert letters() == []
