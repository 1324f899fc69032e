"""Passwords that have to be changed, soon or at once, and those that may not come again."""

from datetime import timedelta

import pytest
import time_machine

from tests.actors import a_user
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import passwords
from tests.journeys.stories import ADA, ANOTHER_PASSWORD, PASSCODE, PASSWORD, recovering, sign_in

THIRD_PASSWORD = "paper boats on a slow green river"
Clock = time_machine.Traveller


def came_after(front_end: str, clock: Clock, days: int) -> Driver:
    passwords(max_age_days=90, warn_days=7)
    a_user(ADA, PASSWORD)
    clock.shift(timedelta(days=days))
    driver = make(front_end)
    sign_in(driver)
    return driver


def test_a_password_that_is_too_old_opens_only_the_page_that_changes_it(front_end: str, clock: Clock):
    driver = came_after(front_end, clock, 90)
    assert driver.step == "expired-password"
    assert "skip" not in driver.forms
    assert driver.signed_in_as is None
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_the_old_one_may_not_be_the_new_one(front_end: str, clock: Clock):
    driver = came_after(front_end, clock, 90)
    driver.reset_password(PASSWORD)
    assert driver.errors == [(PASSCODE, "ssr.password.same")]


def test_expiry_warning_can_be_skipped(front_end: str, clock: Clock):
    driver = came_after(front_end, clock, 84)
    assert driver.step == "expiring-password"
    driver.skip()
    assert driver.signed_in_as == ADA
    again = make(front_end)
    sign_in(again)
    assert again.step == "expiring-password"


@pytest.mark.one_front_end
def test_expiry_warning_can_be_followed_at_once(front_end: str, clock: Clock):
    driver = came_after(front_end, clock, 84)
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA
    again = make(front_end)
    sign_in(again, password=ANOTHER_PASSWORD)
    assert again.signed_in_as == ADA


@pytest.mark.one_front_end
def test_password_before_its_expiry_needs_no_change(front_end: str, clock: Clock):
    assert came_after(front_end, clock, 82).signed_in_as == ADA


@pytest.mark.one_front_end
def test_the_clock_begins_anew_with_a_new_password(front_end: str, clock: Clock):
    came_after(front_end, clock, 90).reset_password(ANOTHER_PASSWORD)
    clock.shift(timedelta(days=82))
    driver = make(front_end)
    sign_in(driver, password=ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_a_renewed_password_ends_the_other_sessions(
    here: HostedDriver, elsewhere: HostedDriver, clock: Clock
):
    passwords(max_age_days=90, warn_days=7)
    a_user(ADA, PASSWORD)
    clock.shift(timedelta(days=82, hours=23))
    sign_in(here)
    clock.shift(timedelta(hours=1))
    sign_in(elsewhere)
    elsewhere.reset_password(ANOTHER_PASSWORD)
    assert elsewhere.signed_in_as == ADA
    assert here.signed_in_as is None


def reset(front_end: str, password: str) -> Driver:
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    driver.reset_password(password)
    return driver


@pytest.mark.one_front_end
def test_earlier_passwords_may_not_come_again(front_end: str, clock: Clock):
    passwords(history=2)
    a_user(ADA, PASSWORD)
    assert reset(front_end, ANOTHER_PASSWORD).signed_in_as == ADA
    clock.shift(timedelta(hours=1))
    driver = reset(front_end, PASSWORD)
    assert driver.errors == [(PASSCODE, "ssr.password.used_before")]
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.errors == [(PASSCODE, "ssr.password.same")]
    driver.reset_password(THIRD_PASSWORD)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_password_older_than_the_history_may_be_reused(front_end: str, clock: Clock):
    passwords(history=1)
    a_user(ADA, PASSWORD)
    for password in (ANOTHER_PASSWORD, THIRD_PASSWORD, PASSWORD):
        clock.shift(timedelta(hours=1))
        assert reset(front_end, password).signed_in_as == ADA


@pytest.mark.one_front_end
def test_where_there_is_no_history_a_forgotten_one_may_be_remembered(front_end: str):
    a_user(ADA, PASSWORD)
    assert reset(front_end, PASSWORD).signed_in_as == ADA
