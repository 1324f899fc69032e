"""What comes after the sign-up form, configuration by configuration: A to G."""

import pytest

from tests.actors import sign_up_policy
from tests.journeys import texts
from tests.journeys.admin_actions import ask_base
from tests.journeys.drivers import ENDED, SIGNED_IN, Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.policy_settings import app_wants, enrollment_for_all
from tests.journeys.stories import (
    ADA,
    PASSWORD,
    at_password,
    awaiting_code,
    fill_in,
    has_no_holder,
    press,
    proofs_of,
    user,
)
from tests.journeys.user_devices import NUMBER

OPTIONAL = ["passkey", "totp", "recovery_code"]
UNSATISFIABLE = "oie.assurance.unsatisfiable"


def at_the_offer(front_end: str) -> Driver:
    """Come through the mail and the password to what may be set up."""
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == "select-enroll", driver.errors
    return driver


def test_a_asks_for_mail_and_password_then_offers_the_rest_and_ends(front_end: str):
    enrollment_for_all(offer=True, email="required", password="required")
    driver = at_the_offer(front_end)
    assert driver.offered == OPTIONAL
    driver.skip()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["email", "password"]


def test_a_can_be_finished_by_the_link_of_the_mail(here: HostedDriver):
    enrollment_for_all(email="required", password="required")
    fill_in(here)
    here.open(newest(ADA).link)
    press(here)
    here.choose_password(PASSWORD)
    assert here.signed_in_as == ADA


def test_b_has_the_password_on_the_form(front_end: str):
    enrollment_for_all(offer=True)
    sign_up_policy(password_page="first")
    driver = awaiting_code(front_end, password=PASSWORD)
    driver.submit_code()
    assert driver.step == "select-enroll"
    assert driver.offered == OPTIONAL
    driver.skip()
    assert driver.signed_in_as == ADA


def test_c_sets_everything_up_first_and_the_mail_finishes_it(front_end: str):
    enrollment_for_all(email="not_allowed", totp="required")
    driver = make(front_end)
    fill_in(driver)
    assert driver.step == "enroll-password"
    assert letters() == []
    driver.choose_password(PASSWORD)
    driver.set_up_app()
    assert driver.step == "enroll-email"
    assert "idx.email.verification.required" in driver.message_keys
    assert driver.signed_in_as is None
    assert has_no_holder(ADA)
    driver.submit_code()
    assert driver.signed_in_as == ADA
    assert user().email_verified


def test_c_can_be_finished_by_the_link(here: HostedDriver):
    enrollment_for_all(email="not_allowed")
    fill_in(here)
    here.choose_password(PASSWORD)
    here.open(newest(ADA).link)
    press(here)
    assert here.signed_in_as == ADA


@pytest.mark.one_front_end
def test_c_never_allows_sign_in_by_email(front_end: str):
    enrollment_for_all(email="not_allowed")
    driver = make(front_end)
    fill_in(driver)
    driver.choose_password(PASSWORD)
    driver.submit_code()
    again = make(front_end)
    at_password(again)
    assert "select-authenticator-authenticate" not in again.forms
    again.password(PASSWORD)
    assert again.signed_in_as == ADA


@pytest.mark.one_front_end
def test_d_lets_in_at_once_and_the_mail_is_a_welcome(front_end: str):
    enrollment_for_all(offer=True)
    sign_up_policy(email_verification=False)
    driver = make(front_end)
    fill_in(driver)
    driver.choose_password(PASSWORD)
    assert driver.offered == OPTIONAL
    driver.skip()
    assert driver.signed_in_as == ADA
    assert not user().email_verified
    (mail,) = letters(ADA)
    assert mail.code == ""
    assert mail.link


@pytest.mark.one_front_end
def test_e_takes_the_mail_for_a_password_that_may_be_set_up_too(front_end: str):
    enrollment_for_all(offer=True, email="required")
    sign_up_policy(password_page="none")
    app_wants(possession=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    assert driver.step == "select-enroll"
    assert driver.offered == ["password", *OPTIONAL]
    driver.skip()
    assert driver.signed_in_as == ADA
    assert not user().has_password


@pytest.mark.one_front_end
def test_e_allows_an_optional_password(front_end: str):
    enrollment_for_all(offer=True, email="required")
    sign_up_policy(password_page="none")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose("password")
    assert "skip" in driver.forms
    driver.choose_password(PASSWORD)
    assert driver.offered == OPTIONAL
    driver.skip()
    assert user().has_password


@pytest.mark.one_front_end
def test_f_is_met_by_mail_and_password(front_end: str):
    enrollment_for_all(email="required", password="required")
    app_wants(factors=2)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == SIGNED_IN
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_f_with_an_unproved_address_needs_something_more(front_end: str):
    enrollment_for_all(email="not_allowed")
    sign_up_policy(email_verification=False)
    app_wants(factors=2)
    driver = make(front_end)
    fill_in(driver)
    driver.choose_password(PASSWORD)
    assert driver.step == "select-enroll"
    assert "skip" not in driver.forms
    driver.choose("totp")
    driver.set_up_app()
    assert driver.signed_in_as == ADA


def test_g_requires_a_passkey_of_every_user(front_end: str):
    enrollment_for_all(email="required", password="required")
    app_wants(phishing_resistant=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == "enroll-passkey"
    assert "skip" not in driver.forms
    assert has_no_holder(ADA)
    driver.make_passkey()
    assert driver.signed_in_as == ADA
    assert "passkey" in proofs_of(driver)


@pytest.mark.one_front_end
def test_g_with_a_device_takes_an_app_as_well(front_end: str):
    enrollment_for_all(email="required", password="required")
    app_wants(device_bound=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.offered == ["passkey", "totp"]
    driver.choose("totp")
    driver.set_up_app()
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_g_without_a_satisfying_set_names_the_app(front_end: str):
    enrollment_for_all(passkey="not_allowed")
    app_wants(phishing_resistant=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == ENDED
    assert driver.message_keys == [UNSATISFIABLE]
    assert "Dashboard" in driver.words
    assert has_no_holder(ADA)


def test_required_steps_precede_optional_ones_and_those_of_the_app(front_end: str):
    enrollment_for_all(offer=True, recovery_code="required", phone="optional")
    app_wants(phishing_resistant=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == "enroll-recovery-codes"
    assert "skip" not in driver.forms
    driver.keep_codes()
    assert len(driver.pocket.sheet) == 10
    assert driver.step == "select-enroll"
    assert driver.offered == ["passkey", "totp", "phone"]
    driver.choose("phone")
    driver.give_number(NUMBER)
    assert driver.step == "enroll-phone-code"
    assert "@localhost" in texts.texts(NUMBER)[-1]
    driver.enter_text_code()
    driver.skip()
    assert driver.step == "enroll-passkey"
    driver.make_passkey()
    assert driver.signed_in_as == ADA


def test_several_required_ones_are_chosen_in_any_order(front_end: str):
    enrollment_for_all(totp="required", recovery_code="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.offered == ["totp", "recovery_code"]
    driver.choose("recovery_code")
    driver.keep_codes()
    assert driver.step == "enroll-totp"
    driver.set_up_app()
    assert driver.signed_in_as == ADA


def test_another_one_can_be_chosen_before_the_first_is_set_up(front_end: str):
    enrollment_for_all(totp="required", recovery_code="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.choose("totp")
    assert driver.offered == ["recovery_code"]
    driver.choose("recovery_code")
    assert driver.step == "enroll-recovery-codes"


def test_a_wrong_first_code_of_the_app_keeps_the_secret(front_end: str):
    enrollment_for_all(totp="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    key = driver.app_key()
    driver.submit_code("000000")
    assert driver.errors == [("credentials.passcode", "authfactor.challenge.soft_token.invalid_passcode")]
    assert driver.app_key() == key
    driver.set_up_app()
    assert driver.signed_in_as == ADA


def test_a_phone_number_that_is_none_is_refused_and_can_be_corrected(front_end: str):
    enrollment_for_all(phone="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.give_number("12")
    assert driver.errors == [("authenticator.phoneNumber", "api.factors.error.sms.invalid_phone")]
    driver.give_number("+353871234560")
    driver.give_number(NUMBER)
    assert driver.step == "enroll-phone-code"
    driver.submit_code("000000")
    assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    driver.enter_text_code()
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("\u202d+353 87\u2011123·4567\u202c", ""),
        ("00353 87 123 4567", ""),
        ("087 123 4567", "IE"),
        ("٠٨٧ ١٢٣ ٤٥٦٧", "ie"),
    ],
)
def test_phone_number_in_a_common_spelling_gets_a_code(front_end: str, typed: str, country: str):
    ask_base("countryCode")
    enrollment_for_all(phone="required")
    driver = awaiting_code(front_end, countryCode=country)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.give_number(typed)
    driver.enter_text_code()
    assert texts.texts(NUMBER)
    assert driver.signed_in_as == ADA


def test_a_question_is_set_up_beside_the_password(front_end: str):
    enrollment_for_all(security_question="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == "enroll-security-question"
    driver.set_up_question()
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_pending_enrollments_have_no_user_before_completion(front_end: str):
    enrollment_for_all(totp="required", recovery_code="required")
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    driver.choose("totp")
    driver.set_up_app()
    assert has_no_holder(ADA)
