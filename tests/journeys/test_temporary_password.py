"""A user added with a temporary password changes it at the first sign-in."""

import pytest

from accounts.lifecycle.invitations import ActivationMethod
from tests.journeys.admin_actions import add
from tests.journeys.drivers import Driver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, ANOTHER_PASSWORD, PASSCODE, PASSWORD, recovering, sign_in, user

TEMPORARY = "for the very first day only"


@pytest.fixture(autouse=True)
def _ada_was_added() -> None:
    add(ADA, ActivationMethod.TEMPORARY_PASSWORD, TEMPORARY)


def at_the_change(front_end: str) -> Driver:
    driver = make(front_end)
    sign_in(driver, password=TEMPORARY)
    assert driver.step == "expired-password"
    return driver


def test_it_opens_the_page_that_changes_it_and_nothing_else(front_end: str):
    driver = at_the_change(front_end)
    assert driver.signed_in_as is None
    assert user().status == "PASSWORD_EXPIRED"


def test_new_password_opens_a_session(front_end: str):
    driver = at_the_change(front_end)
    driver.reset_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().status == "ACTIVE"


@pytest.mark.one_front_end
def test_the_temporary_one_is_dead_then(front_end: str):
    at_the_change(front_end).reset_password(PASSWORD)
    driver = make(front_end)
    sign_in(driver, password=TEMPORARY)
    assert driver.errors == [("", "incorrectPassword")]
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_the_new_one_follows_the_rules(front_end: str):
    driver = at_the_change(front_end)
    driver.reset_password("short")
    assert driver.errors == [(PASSCODE, "ssr.password.too_short")]


def test_it_may_not_stay_the_same(front_end: str):
    driver = at_the_change(front_end)
    driver.reset_password(TEMPORARY)
    assert driver.errors == [(PASSCODE, "ssr.password.same")]
    assert driver.signed_in_as is None


def test_a_wrong_one_opens_nothing(front_end: str):
    driver = make(front_end)
    sign_in(driver, password=ANOTHER_PASSWORD)
    assert driver.errors == [("", "incorrectPassword")]


@pytest.mark.one_front_end
def test_nothing_was_mailed(front_end: str):
    assert letters(ADA) == []


@pytest.mark.one_front_end
def test_user_without_the_temporary_password_sets_one_by_email(front_end: str):
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    driver.reset_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert (user().status, user().email_verified) == ("ACTIVE", True)
