"""Each action on the pages for codes, links, recovery and step-up says that it worked."""

import pytest
import time_machine

from tests.actors import sign_up_policy
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import dashboard_wants, protection
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    BO,
    at_password,
    awaiting_code,
    fill_in,
    press,
    recovering,
    sign_out,
    signed_up,
    user,
)


def hosted(driver) -> HostedDriver:
    assert isinstance(driver, HostedDriver)
    return driver


def at_sign_in_by_mail() -> HostedDriver:
    driver = hosted(signed_up("hosted"))
    sign_out(driver)
    at_password(driver)
    driver.choose("email")
    assert driver.step == "challenge-email"
    return driver


def at_recovery(address: str = ADA) -> HostedDriver:
    driver = hosted(signed_up("hosted"))
    sign_out(driver)
    protection(hide_at_recovery=True)
    recovering(driver, address)
    return driver


WAITING = {
    "sign-up": lambda: hosted(awaiting_code("hosted")),
    "sign-in": at_sign_in_by_mail,
    "recovery": at_recovery,
    "recovery of an unknown address": lambda: at_recovery(BO),
}


@pytest.mark.parametrize("begin", WAITING.values(), ids=WAITING)
def test_new_mail_names_the_address_once(begin, clock: time_machine.Traveller):
    driver = begin()
    clock.shift(31)
    driver.resend()
    assert driver.message_keys.count("ssr.mail.sent") == 1
    assert driver.status == 200
    driver.open(driver.url)
    assert "ssr.mail.sent" not in driver.message_keys


def test_refused_resend_says_only_why(clock: time_machine.Traveller):
    driver = hosted(awaiting_code("hosted"))
    driver.resend()
    assert driver.message_keys == ["ssr.resend.too_soon"]
    clock.shift(31)
    driver.open(driver.url)
    assert driver.message_keys == []


def test_corrected_address_is_named_in_the_sentence():
    driver = hosted(awaiting_code("hosted"))
    driver.send("change-address", {"userProfile.email": BO})
    assert driver.message_keys == ["ssr.mail.sent"]
    assert BO in driver.words


def test_right_code_at_sign_up_says_the_address_is_confirmed():
    driver = hosted(awaiting_code("hosted"))
    driver.submit_code()
    assert (driver.step, driver.message_keys) == ("enroll-password", ["ssr.email.confirmed"])


def test_link_at_sign_up_says_the_address_is_confirmed():
    driver = hosted(awaiting_code("hosted"))
    driver.open(newest(ADA).link)
    press(driver)
    assert (driver.step, driver.message_keys) == ("enroll-password", ["ssr.email.confirmed"])


def test_recovery_says_that_code_and_password_were_taken():
    driver = at_recovery()
    driver.submit_code()
    assert (driver.step, driver.message_keys) == ("reset-password", ["ssr.identity.confirmed"])
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.message_keys == ["ssr.account.password_changed"]


def test_step_up_for_our_own_page_says_it_worked(clock: time_machine.Traveller):
    driver = at_recovery()
    driver.submit_code()
    driver.reset_password(ANOTHER_PASSWORD)
    clock.shift(3600)
    dashboard_wants(password_minutes=1, other_minutes=1)
    driver.open("/me/")
    driver.send("step-up", {})
    driver.password(ANOTHER_PASSWORD)
    assert "ssr.identity.confirmed" in driver.message_keys


def test_user_suspended_midway_gets_no_message_about_suspension():
    driver = hosted(signed_up("hosted"))
    sign_out(driver)
    at_password(driver)
    suspend(user())
    driver.open(driver.url)
    assert driver.message_keys == ["idx.session.expired"]
    assert "away" not in driver.words
    assert "Nothing has changed" not in driver.words


def test_page_without_a_sent_mail_does_not_speak_of_one():
    sign_up_policy(email_verification=False)
    driver = HostedDriver()
    fill_in(driver)
    sign_up_policy(email_verification=True)
    driver.open(driver.url)
    assert driver.step == "enroll-email"
    assert "we sent" not in driver.words
    driver.resend()
    assert driver.message_keys == ["ssr.mail.sent"]


def test_superseded_link_leads_back_to_the_flow_of_this_browser(clock: time_machine.Traveller):
    driver = hosted(awaiting_code("hosted"))
    page, old = driver.url, newest(ADA).link
    clock.shift(31)
    driver.resend()
    driver.open(old)
    assert driver.message_keys == ["idx.return.stale"]
    (way,) = [a.get("href") for a in driver.page.all("a") if a.has_class("btn")]
    assert way == page
    driver.open(way)
    assert driver.step == "enroll-email"


def test_superseded_link_elsewhere_offers_a_fresh_start(clock: time_machine.Traveller):
    driver = hosted(awaiting_code("hosted"))
    old = newest(ADA).link
    clock.shift(31)
    driver.resend()
    other = HostedDriver()
    other.open(old)
    assert other.message_keys == ["idx.return.stale"]
    assert [a.get("href") for a in other.page.all("a") if a.has_class("btn")] == ["/signup"]
