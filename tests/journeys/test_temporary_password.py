"""A user added with a temporary password changes it at the first sign-in."""

import pytest

from accounts.services.invitations import ActivationMethod
from tests.journeys.admin_actions import add
from tests.journeys.drivers import Driver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, ANOTHER_PASSWORD, PASSCODE, PASSWORD, person, recovering, sign_in

TEMPORARY = "for the very first day only"


@pytest.fixture(autouse=True)
def _ada_was_added() -> None:
    add(ADA, ActivationMethod.TEMPORARY_PASSWORD, TEMPORARY)


def at_the_change(face: str) -> Driver:
    driver = make(face)
    sign_in(driver, password=TEMPORARY)
    assert driver.step == "expired-password"
    return driver


def test_it_opens_the_page_that_changes_it_and_nothing_else(face: str):
    driver = at_the_change(face)
    assert driver.signed_in_as is None
    assert person().status == "PASSWORD_EXPIRED"


def test_new_password_opens_a_session(face: str):
    driver = at_the_change(face)
    driver.reset_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert person().status == "ACTIVE"


@pytest.mark.one_front_end
def test_the_temporary_one_is_dead_then(face: str):
    at_the_change(face).reset_password(PASSWORD)
    driver = make(face)
    sign_in(driver, password=TEMPORARY)
    assert driver.errors == [("", "incorrectPassword")]
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_the_new_one_follows_the_rules(face: str):
    driver = at_the_change(face)
    driver.reset_password("short")
    assert driver.errors == [(PASSCODE, "ssr.password.too_short")]


def test_it_may_not_stay_the_same(face: str):
    driver = at_the_change(face)
    driver.reset_password(TEMPORARY)
    assert driver.errors == [(PASSCODE, "ssr.password.same")]
    assert driver.signed_in_as is None


def test_a_wrong_one_opens_nothing(face: str):
    driver = make(face)
    sign_in(driver, password=ANOTHER_PASSWORD)
    assert driver.errors == [("", "incorrectPassword")]


@pytest.mark.one_front_end
def test_nothing_was_mailed(face: str):
    assert letters(ADA) == []


@pytest.mark.one_front_end
def test_user_without_the_temporary_password_sets_one_by_email(face: str):
    driver = make(face)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    driver.reset_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert (person().status, person().email_verified) == ("ACTIVE", True)
