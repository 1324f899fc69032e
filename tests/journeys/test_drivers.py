"""The drivers themselves: the shortest way through each flow, on both front ends."""

import pytest

from accounts.configuration_cache import raise_version
from accounts.credentials import throttle
from enrollment.models import ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from policies.models import AccountProtection
from tests.journeys.drivers import ENDED, FRONT_ENDS, SIGNED_IN, WRONG, Driver, make
from tests.journeys.mailbox import newest

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("front_end", FRONT_ENDS)]

ADA = "ada.okafor@example.com"
PASSWORD = "wax lantern umbrella fig"
OTHER_PASSWORD = "marble canoe whisper tin"


@pytest.fixture(autouse=True)
def _open_to_sign_up():
    throttle.reset()
    ProfileEnrollmentPolicy.objects.update(sign_up_allowed=True)
    raise_version()


def sign_up(front_end: str) -> Driver:
    driver = make(front_end)
    driver.begin(Intent.SIGN_UP)
    driver.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    assert driver.step == "enroll-email", driver.errors
    driver.submit_code()
    assert driver.step == "enroll-password", driver.errors
    driver.choose_password(PASSWORD)
    return driver


def test_sign_up_opens_a_session(front_end: str):
    driver = sign_up(front_end)
    assert driver.step == SIGNED_IN
    assert driver.signed_in_as == ADA


def test_returning_user_signs_in_with_a_password(front_end: str):
    sign_up(front_end)
    driver = make(front_end)
    assert driver.signed_in_as is None
    driver.begin()
    assert driver.step == "identify"
    driver.identify(ADA)
    assert driver.step == "challenge-password"
    driver.password("not this one, I am afraid")
    assert driver.errors == [("", "incorrectPassword")]
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_forgotten_password_is_reset(front_end: str):
    sign_up(front_end)
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    driver.recover()
    assert driver.step == "challenge-email"
    driver.poll()
    assert driver.step == "challenge-email"
    driver.submit_code(newest(ADA).code)
    assert driver.step == "reset-password"
    driver.reset_password("short")
    assert driver.errors == [("credentials.passcode", "ssr.password.too_short")]
    driver.reset_password(OTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_recovery_can_start_a_transaction(front_end: str):
    sign_up(front_end)
    driver = make(front_end)
    driver.begin(Intent.RECOVER)
    assert driver.step == "identify-recovery"
    driver.identify(ADA)
    assert driver.step == "challenge-email"


def test_wrong_answers_are_named_at_their_fields(front_end: str):
    driver = make(front_end)
    driver.begin(Intent.SIGN_UP)
    driver.submit_profile({"email": "ada", "firstName": "", "lastName": "Okafor"})
    assert driver.step == "enroll-profile"
    assert driver.errors == [
        ("userProfile.email", "registration.error.invalidLoginEmail"),
        ("userProfile.firstName", "model.validation.field.blank"),
    ]
    driver.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    driver.submit_code(WRONG)
    assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    driver.resend()
    assert driver.errors == [("", "ssr.resend.too_soon")]
    driver.change_address("ada@example.org")
    assert driver.step == "enroll-email"
    assert newest().to == "ada@example.org"


def test_unknown_username_is_reported_and_may_sign_up(front_end: str):
    driver = make(front_end)
    driver.begin()
    driver.identify("nobody@example.com")
    assert driver.message_keys == ["idx.unknown.user"]
    assert driver.errors == []
    driver.sign_up_instead()
    assert driver.step == "enroll-profile"
    driver.sign_in_instead()
    assert driver.step == "identify"


def test_closed_sign_up_ends_the_transaction(front_end: str):
    ProfileEnrollmentPolicy.objects.update(sign_up_allowed=False)
    raise_version()
    driver = make(front_end)
    driver.begin(Intent.SIGN_UP)
    assert driver.step == ENDED
    assert driver.message_keys == ["oie.registration.is.not.enabled"]
    assert driver.status == 403


def test_a_pretence_looks_like_the_truth(front_end: str):
    AccountProtection.objects.update(hide_at_sign_in=True, hide_at_recovery=True, hide_at_sign_up=True)
    raise_version()
    driver = make(front_end)
    driver.begin()
    driver.identify("nobody@example.com")
    assert driver.step == "challenge-password"
    driver.password(PASSWORD)
    assert driver.errors == [("", "errors.E0000004")]
