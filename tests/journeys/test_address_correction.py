"""Correction of a mistyped address while its code is awaited."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Challenge
from tests.actors import a_user, sign_up_policy
from tests.journeys.admin_actions import ask
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, EMAIL, PASSWORD, awaiting_code, has_no_holder, press, user

WRONG_ADDRESS = "ada.okafro@example.com"


@pytest.mark.one_front_end
def test_everything_else_is_kept(front_end: str):
    ask("team", "string", required=True)
    driver = awaiting_code(front_end, WRONG_ADDRESS, team="Kitchen")
    driver.change_address(ADA)
    assert driver.step == "enroll-email"
    driver.submit_code(newest(ADA).code)
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {"team": "Kitchen"}
    assert user().first_name == "Ada"
    assert has_no_holder(WRONG_ADDRESS)


@pytest.mark.one_front_end
def test_the_password_of_the_first_page_is_kept_too(front_end: str):
    sign_up_policy(password_page="first")
    driver = awaiting_code(front_end, WRONG_ADDRESS, password=PASSWORD)
    driver.change_address(ADA)
    driver.submit_code(newest(ADA).code)
    assert driver.signed_in_as == ADA


def test_the_old_code_is_dead(front_end: str):
    driver = awaiting_code(front_end, WRONG_ADDRESS)
    old = newest(WRONG_ADDRESS).code
    driver.change_address(ADA)
    if old != newest(ADA).code:
        driver.submit_code(old)
        assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    assert Challenge.objects.get(address=WRONG_ADDRESS).closed_at is not None


def test_the_old_link_is_dead_here_and_elsewhere(elsewhere: HostedDriver):
    driver = awaiting_code("hosted", WRONG_ADDRESS)
    assert isinstance(driver, HostedDriver)
    old = newest(WRONG_ADDRESS).link
    driver.change_address(ADA)
    page = driver.url
    for browser in (driver, elsewhere):
        browser.open(old)
        assert browser.message_keys == ["idx.return.stale"]
    driver.open(page)
    assert driver.step == "enroll-email"


@pytest.mark.one_front_end
def test_the_new_link_works(front_end: str):
    driver = awaiting_code("hosted", WRONG_ADDRESS)
    assert isinstance(driver, HostedDriver)
    driver.change_address(ADA)
    driver.open(newest(ADA).link)
    press(driver)
    assert driver.step == "enroll-password"


@pytest.mark.parametrize("address", ["", "ada", "ada@", "ada@nowhere"])
def test_invalid_address_is_refused_and_the_old_one_stays(front_end: str, address: str):
    driver = awaiting_code(front_end)
    driver.change_address(address)
    assert [path for path, _ in driver.errors] == [EMAIL]
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-password"


def test_taken_address_is_reported(front_end: str):
    a_user("bo@example.org", PASSWORD)
    driver = awaiting_code(front_end)
    driver.change_address("bo@example.org")
    assert driver.errors == [(EMAIL, "registration.error.notUniqueWithinOrg")]
    assert letters("bo@example.org") == []


@pytest.mark.one_front_end
def test_a_domain_that_is_not_allowed_stays_so(front_end: str):
    sign_up_policy(allowed_domains="example.com")
    driver = awaiting_code(front_end)
    driver.change_address("ada@example.org")
    assert driver.errors == [(EMAIL, "ssr.email.domain_not_allowed")]


@pytest.mark.one_front_end
def test_correction_does_not_bypass_the_limit_of_five_mails(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    for number in range(4):
        clock.shift(timedelta(seconds=31))
        driver.change_address(f"ada{number}@example.com")
        assert driver.errors == []
        assert newest().to == f"ada{number}@example.com"
    driver.change_address("ada9@example.com")
    assert driver.errors == [("", "ssr.mail.too_many_here")]
    assert len(letters()) == 4
    driver.submit_code(newest("ada3@example.com").code)
    assert driver.step == "enroll-password"


def test_a_proof_that_was_made_leaves_nothing_to_correct(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    assert "change-address" not in driver.forms
