"""What policies ask of users who come for the first time: invited, claimed, or in the middle of a change."""

from datetime import timedelta

import pytest
import time_machine

from tests.actors import a_user, sign_up_policy
from tests.journeys import texts
from tests.journeys.admin_actions import a_claim, add
from tests.journeys.drivers import HostedDriver, IdxDriver, make
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import app_wants, enrollment_for_all
from tests.journeys.stories import (
    ADA,
    PASSWORD,
    awaiting_code,
    has_no_holder,
    look_again,
    press,
    sign_in,
    user,
)
from tests.journeys.user_devices import Pocket

pytestmark = pytest.mark.one_front_end


def invited(browser: HostedDriver) -> None:
    add(ADA)
    browser.open(newest(ADA).link)
    press(browser)
    browser.choose_password(PASSWORD)


def test_invited_user_enrolls_required_authenticators(here: HostedDriver):
    enrollment_for_all(totp="required")
    invited(here)
    assert here.step == "enroll-totp"
    here.set_up_app()
    assert here.signed_in_as == ADA


def test_invited_user_is_offered_optional_authenticators(here: HostedDriver):
    enrollment_for_all(offer=True)
    invited(here)
    assert here.offered == ["passkey", "totp", "recovery_code"]
    here.skip()
    assert here.signed_in_as == ADA


def test_invited_user_enrolls_authenticators_the_app_requires(here: HostedDriver):
    app_wants(phishing_resistant=True)
    invited(here)
    assert here.step == "enroll-passkey"
    here.make_passkey()
    assert here.signed_in_as == ADA
    assert user().status == "ACTIVE"


def test_an_invitation_that_is_broken_off_leaves_nothing_set_up(here: HostedDriver, elsewhere: HostedDriver):
    enrollment_for_all(totp="required", recovery_code="required")
    invited(here)
    here.choose("totp")
    here.set_up_app()
    assert not user().enrollments.exists()
    assert not user().has_password


def test_unverified_account_proves_two_factors_without_its_address(front_end: str, pocket: Pocket):
    a_claim(ADA, PASSWORD)
    app_wants(factors=2)
    driver = make(front_end, pocket=pocket)
    sign_in(driver)
    assert driver.step == "select-enroll"
    assert "email" not in driver.offered
    driver.choose("totp")
    driver.set_up_app()
    assert driver.signed_in_as == ADA
    assert not user().email_verified


def test_passkey_enrolled_at_sign_up_signs_in_on_the_first_page(front_end: str, pocket: Pocket):
    app_wants(phishing_resistant=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.make_passkey()
    again = make(front_end, pocket=driver.pocket)
    again.come_with_passkey()
    assert again.signed_in_as == ADA


def test_a_rule_that_is_raised_while_the_last_page_is_open_holds(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    app_wants(phishing_resistant=True)
    driver.choose_password(PASSWORD)
    assert driver.step == "enroll-passkey"
    assert has_no_holder(ADA)


def test_a_rule_that_is_lowered_midway_asks_no_more(front_end: str):
    a_user(ADA, PASSWORD)
    app_wants(factors=2)
    driver = make(front_end)
    sign_in(driver)
    assert driver.step == "challenge-email"
    app_wants(factors=1)
    look_again(driver)
    assert driver.step == "done"
    driver.complete()
    assert driver.signed_in_as == ADA


def test_required_authenticator_that_is_disallowed_meanwhile_is_dropped(front_end: str):
    enrollment_for_all(totp="required", recovery_code="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.choose("recovery_code")
    enrollment_for_all(recovery_code="not_allowed")
    driver.keep_codes()
    assert driver.step == "enroll-totp"
    assert driver.status >= 400
    driver.set_up_app()
    assert driver.signed_in_as == ADA
    assert [one.authenticator for one in user().enrollments.all()] == ["totp"]


def test_a_sign_in_by_the_link_of_a_mail_goes_on_to_the_second_factor(here: HostedDriver):
    a_user(ADA, PASSWORD)
    app_wants(factors=2)
    here.begin()
    here.identify(ADA)
    here.choose("email")
    here.open(newest(ADA).link)
    press(here)
    assert here.step == "challenge-password"
    here.password(PASSWORD)
    assert here.signed_in_as == ADA


def test_resent_text_message_replaces_the_first(front_end: str, clock: time_machine.Traveller):
    enrollment_for_all(phone="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.give_number()
    old = texts.newest_text_code()
    driver.resend()
    assert driver.message_keys == ["ssr.resend.text_too_soon"]
    clock.shift(timedelta(seconds=31))
    driver.resend()
    assert texts.newest_text_code() != old
    driver.submit_code(old)
    assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    driver.enter_text_code()
    assert driver.signed_in_as == ADA


def test_a_text_is_too_old_after_a_while(front_end: str, clock: time_machine.Traveller):
    enrollment_for_all(phone="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.give_number()
    code = texts.newest_text_code()
    clock.shift(timedelta(minutes=31))
    driver.submit_code(code)
    assert driver.signed_in_as is None
    driver.resend()
    driver.enter_text_code()
    assert driver.signed_in_as == ADA


def test_an_attempt_that_is_given_up_leaves_nothing_to_the_next():
    enrollment_for_all(totp="required")
    a_user(ADA, PASSWORD)
    driver = IdxDriver()
    sign_in(driver)
    driver.prove_address()
    key = driver.app_key()
    driver.cancel()
    driver.identify(ADA)
    driver.password(PASSWORD)
    driver.prove_address()
    assert driver.step == "enroll-totp"
    assert driver.app_key() != key


def test_passwordless_sign_up_is_refused_when_no_authenticator_suffices(front_end: str):
    sign_up_policy(password_page="none")
    enrollment_for_all(passkey="not_allowed")
    app_wants(phishing_resistant=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    assert driver.message_keys == ["oie.assurance.unsatisfiable"]
    assert has_no_holder(ADA)
