"""A code is guessed at most five times; a new mail makes a new code, and only the newest one works."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Challenge, Event, MailState, OutboxMail
from tests.journeys.admin_actions import codes_work_for
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, PASSCODE, PASSWORD, awaiting_code, fill_in, look_again, press

WRONG = (PASSCODE, "api.authn.error.PASSCODE_INVALID")
SPENT = {"hosted": "ssr.code.spent", "idx": "tooManyRequests"}


def wrong_codes(driver: Driver, count: int) -> None:
    right = newest().code
    wrong = [code for code in ("111111", "222222", "333333", "444444", "555555", "666666") if code != right]
    for number, code in enumerate(wrong[:count], start=1):
        driver.submit_code(code)
        assert driver.errors == ([WRONG] if number < 5 else [("", SPENT[driver.name])])


def later(clock: time_machine.Traveller, **time: float) -> None:
    clock.shift(timedelta(**time))


def test_mail_can_be_resent_after_five_seconds(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    later(clock, seconds=4)
    driver.resend()
    assert driver.errors == [("", "ssr.resend.too_soon")]
    assert driver.status == 429
    assert len(letters(ADA)) == 1
    later(clock, seconds=1)
    driver.resend()
    assert driver.errors == []
    assert len(letters(ADA)) == 2


def test_only_the_newest_code_works(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    old = newest(ADA).code
    later(clock, seconds=31)
    driver.resend()
    if old != newest(ADA).code:
        driver.submit_code(old)
        assert driver.errors == [WRONG]
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-password"


def test_only_the_newest_link_works(clock: time_machine.Traveller):
    driver = awaiting_code("hosted")
    assert isinstance(driver, HostedDriver)
    old = newest(ADA).link
    later(clock, seconds=31)
    driver.resend()
    page = driver.url
    driver.open(old)
    assert driver.message_keys == ["idx.return.stale"]
    driver.open(page)
    assert driver.step == "enroll-email"
    driver.open(newest(ADA).link)
    press(driver)
    assert driver.step == "enroll-password"


@pytest.mark.one_front_end
def test_a_mail_that_is_overtaken_before_it_leaves_is_not_sent(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    later(clock, seconds=31)
    driver.resend()
    assert len(letters(ADA)) == 1
    assert OutboxMail.objects.filter(state=MailState.DROPPED).count() == 1
    assert Event.objects.filter(type="system.email.delivery", reason="dropped: superseded").count() == 1


def test_five_wrong_codes_end_the_challenge_even_for_the_right_one(front_end: str):
    driver = awaiting_code(front_end)
    wrong_codes(driver, 5)
    driver.submit_code(newest(ADA).code)
    assert SPENT[front_end] in driver.message_keys
    look_again(driver)
    assert driver.step == "enroll-email"
    assert Challenge.objects.get().attempts == 5


@pytest.mark.one_front_end
def test_four_wrong_codes_do_not(front_end: str):
    driver = awaiting_code(front_end)
    wrong_codes(driver, 4)
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-password"


@pytest.mark.one_front_end
def test_a_new_mail_revives_it_with_five_new_tries(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    wrong_codes(driver, 5)
    later(clock, seconds=31)
    look_again(driver)
    driver.resend()
    wrong_codes(driver, 4)
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-password"


def test_a_spent_challenge_is_dead_by_its_link_too():
    driver = awaiting_code("hosted")
    assert isinstance(driver, HostedDriver)
    wrong_codes(driver, 5)
    driver.open(newest(ADA).link)
    assert driver.message_keys == ["ssr.code.spent"]


def test_five_mails_are_all_a_sign_up_gets(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    for number in range(4):
        if number == 3:
            # One network gets four of an address's five mails an hour; the fifth is for another one.
            driver.client.defaults["REMOTE_ADDR"] = "203.0.113.200"
        later(clock, seconds=31)
        driver.resend()
        assert driver.errors == []
        assert letters(ADA)
    later(clock, hours=0, seconds=31)
    driver.resend()
    assert driver.errors == [("", "ssr.mail.too_many_here")]
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-password"


@pytest.mark.one_front_end
@pytest.mark.parametrize("minutes", [5, 10, 30])
def test_code_and_link_work_as_long_as_the_administrator_says(
    front_end: str, clock: time_machine.Traveller, minutes: int
):
    codes_work_for(minutes)
    driver = awaiting_code(front_end)
    code = newest(ADA).code
    later(clock, minutes=minutes, seconds=-1)
    in_time = driver if minutes == 10 else None
    if in_time is not None:
        in_time.submit_code(code)
        assert in_time.step == "enroll-password"
        return
    later(clock, seconds=1)
    driver.submit_code(code)
    assert "ssr.code.expired" in driver.message_keys
    assert driver.step == "enroll-email"


def test_after_that_the_page_offers_a_new_mail_which_works(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    later(clock, minutes=11)
    look_again(driver)
    assert driver.step == "enroll-email"
    assert "resend" in driver.forms
    driver.resend()
    driver.submit_code(newest(ADA).code)
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_the_lifetime_runs_from_the_last_mail(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    later(clock, minutes=9)
    driver.resend()
    code = newest(ADA).code
    later(clock, minutes=9)
    driver.submit_code(code)
    assert driver.step == "enroll-password"


@pytest.mark.one_front_end
def test_a_sign_up_outlives_its_open_challenge(front_end: str, clock: time_machine.Traveller):
    codes_work_for(30)
    driver = awaiting_code(front_end)
    later(clock, minutes=59)
    look_again(driver)
    driver.resend()
    code = newest(ADA).code
    later(clock, minutes=29)
    driver.submit_code(code)
    assert driver.step == "enroll-password"


@pytest.mark.one_front_end
def test_codes_differ_from_mail_to_mail(front_end: str):
    codes = set()
    for number in range(6):
        driver = make(front_end, ip_address=f"192.0.2.{number}")
        fill_in(driver, f"ada{number}@example.com")
        codes.add(newest().code)
    assert len(codes) > 1
