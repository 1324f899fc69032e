"""Users without a password prove their address each time they come."""

from datetime import timedelta

import pytest
import time_machine

from tests.actors import a_user, hide_who_exists
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, BO, path_of, press, proofs_of


def coming(front_end: str) -> Driver:
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    assert driver.step == "challenge-email"
    return driver


def test_code_opens_a_session(front_end: str):
    a_user(ADA)
    driver = coming(front_end)
    driver.submit_code("000000")
    assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    driver.submit_code(newest(ADA).code)
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["email"]


def test_so_does_the_link_in_the_same_browser():
    a_user(ADA)
    driver = coming("hosted")
    assert isinstance(driver, HostedDriver)
    waiting = driver.url
    driver.open(newest(ADA).link)
    assert driver.signed_in_as is None
    press(driver)
    assert driver.signed_in_as == ADA
    driver.open(waiting)
    assert path_of(driver) == "/me/"


def test_sign_in_link_opened_elsewhere_opens_no_session(elsewhere: HostedDriver):
    a_user(ADA)
    driver = coming("hosted")
    elsewhere.open(newest(ADA).link)
    assert newest(ADA).code[:3] in elsewhere.page.text
    assert elsewhere.signed_in_as is None
    assert driver.signed_in_as is None


@pytest.mark.parametrize("known", [True, False])
def test_typed_address_is_shown_in_full_whether_known_or_not(here: HostedDriver, known: bool):
    hide_who_exists()
    if known:
        a_user(ADA)
    here.begin()
    here.identify("Ada.Okafor@example.com")
    assert "Ada.Okafor@example.com" in here.page.text


def test_mail_can_be_resent(front_end: str, clock: time_machine.Traveller):
    a_user(ADA)
    driver = coming(front_end)
    clock.shift(timedelta(seconds=31))
    driver.resend()
    driver.submit_code(newest(ADA).code)
    assert driver.signed_in_as == ADA


def test_another_user_can_take_over_the_page(here: HostedDriver):
    a_user(ADA)
    a_user(BO, "violet harbour under nine lamps")
    here.begin()
    here.identify(ADA)
    old = newest(ADA).link
    here.sign_in_instead()
    here.identify(BO)
    assert here.step == "challenge-password"
    here.open(old)
    assert here.message_keys == ["idx.return.stale"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_suspended_user_cannot_continue(front_end: str, when: str):
    ada = a_user(ADA)
    if when == "before":
        suspend(ada)
        driver = make(front_end)
        driver.begin()
        driver.identify(ADA)
        assert driver.step == "challenge-password"
        assert letters() == []
        return
    driver = coming(front_end)
    code = newest(ADA).code
    suspend(ada)
    driver.submit_code(code)
    assert driver.signed_in_as is None
