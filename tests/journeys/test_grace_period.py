"""What has to be set up, and may be put off for a while."""

from datetime import timedelta

import pytest
import time_machine

from tests.actors import a_user
from tests.journeys.conftest import NOON
from tests.journeys.drivers import Driver, make
from tests.journeys.policy_settings import enrollment_for_all
from tests.journeys.stories import ADA, PASSWORD, awaiting_code, sign_in

pytestmark = pytest.mark.one_front_end


@pytest.fixture
def ada() -> None:
    a_user(ADA, PASSWORD)


def come_back(front_end: str) -> Driver:
    driver = make(front_end)
    sign_in(driver)
    return driver


@pytest.mark.usefixtures("ada")
def test_it_can_wait_until_a_day(front_end: str, clock: time_machine.Traveller):
    enrollment_for_all(totp=NOON + timedelta(days=3))
    for _ in range(2):
        driver = come_back(front_end)
        assert driver.step == "select-enroll"
        assert driver.offered == ["totp"]
        driver.skip()
        assert driver.signed_in_as == ADA
        clock.shift(timedelta(days=1))
    clock.shift(timedelta(days=1))
    driver = come_back(front_end)
    assert "skip" not in driver.forms
    driver.prove_address()
    assert driver.step == "enroll-totp"
    assert "skip" not in driver.forms
    driver.set_up_app()
    assert driver.signed_in_as == ADA


@pytest.mark.usefixtures("ada")
def test_it_can_wait_some_times(front_end: str):
    enrollment_for_all(totp=2)
    for _ in range(2):
        driver = come_back(front_end)
        driver.skip()
        assert driver.signed_in_as == ADA
    driver = come_back(front_end)
    assert driver.step == "challenge-email"
    assert "skip" not in driver.forms


@pytest.mark.usefixtures("ada")
def test_a_sign_in_that_was_broken_off_does_not_count_as_putting_off(front_end: str):
    enrollment_for_all(totp=1)
    come_back(front_end)
    assert "skip" in come_back(front_end).forms


@pytest.mark.usefixtures("ada")
def test_enrollment_within_the_grace_period_ends_the_prompts(front_end: str):
    enrollment_for_all(totp=5)
    driver = come_back(front_end)
    driver.choose("totp")
    driver.prove_address()
    driver.choose("totp")
    assert "skip" in driver.forms
    driver.set_up_app()
    assert driver.signed_in_as == ADA
    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.usefixtures("ada")
def test_begun_enrollment_can_still_be_postponed(front_end: str):
    enrollment_for_all(totp=5)
    driver = come_back(front_end)
    driver.choose("totp")
    driver.prove_address()
    driver.choose("totp")
    driver.skip()
    assert driver.signed_in_as == ADA


def test_a_sign_up_can_put_it_off_too_and_that_counts(front_end: str):
    enrollment_for_all(totp=1)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == "select-enroll"
    driver.skip()
    assert driver.signed_in_as == ADA
    again = come_back(front_end)
    again.prove_address()
    assert again.step == "enroll-totp"


def test_postponable_enrollment_precedes_optional_one(front_end: str):
    enrollment_for_all(offer=True, totp=1)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.offered == ["totp"]
    driver.skip()
    assert driver.step == "select-enroll"
    assert "totp" in driver.offered
    driver.skip()
    assert driver.signed_in_as == ADA
