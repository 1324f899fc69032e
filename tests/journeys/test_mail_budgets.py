"""Strangers can neither fill a mailbox nor use up what the holder of the address needs."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Event
from flows.domain.transaction import Intent
from tests.actors import a_user
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, PASSWORD, fill_in, recovering, sign_in
from tests.refusals import write_refusals

pytestmark = pytest.mark.postgres


def ask_for_five(front_end: str, clock: time_machine.Traveller) -> None:
    """Use up the mails of an hour, and let their codes expire."""
    for number in range(5):
        recovering(make(front_end, ip_address=f"203.0.113.{number}"))
    letters(ADA)
    clock.shift(timedelta(minutes=11))


def refused(front_end: str) -> list[str]:
    driver = make(front_end, ip_address="203.0.113.200")
    from_first_page(driver)
    return driver.message_keys


def from_first_page(driver: Driver) -> None:
    driver.begin(Intent.RECOVER)
    driver.identify(ADA)


@pytest.mark.one_front_end
def test_five_mails_an_hour_is_all_an_address_gets_from_strangers(
    front_end: str, clock: time_machine.Traveller
):
    a_user(ADA, PASSWORD)
    ask_for_five(front_end, clock)
    assert refused(front_end) == ["ssr.mail.too_many"]
    assert len(letters(ADA)) == 5
    clock.shift(timedelta(hours=1, seconds=1))
    recovering(make(front_end, ip_address="203.0.113.201"))
    assert len(letters(ADA)) == 6


@pytest.mark.one_front_end
def test_sign_ups_leave_recoveries_their_own_share(front_end: str):
    for number in range(6):
        fill_in(make(front_end, ip_address=f"203.0.113.{number}"))
    assert len(letters(ADA)) == 5
    a_user(ADA, PASSWORD)
    recovering(make(front_end))
    assert len(letters(ADA)) == 6


def test_a_refused_mail_says_how_long_to_wait(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    ask_for_five(front_end, clock)
    clock.shift(timedelta(minutes=9))
    driver = make(front_end)
    from_first_page(driver)
    assert driver.status == 429
    assert driver.retry_after == 40 * 60
    assert "in 40 minutes" in driver.words
    clock.shift(timedelta(seconds=40 * 60))
    recovering(make(front_end))


@pytest.mark.one_front_end
def test_another_address_is_not_concerned(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    ask_for_five(front_end, clock)
    driver = make(front_end)
    fill_in(driver, "bo@example.org")
    assert driver.step == "enroll-email"


def test_a_browser_that_has_signed_in_here_has_a_purse_of_its_own(
    here: HostedDriver, clock: time_machine.Traveller
):
    a_user(ADA, PASSWORD)
    sign_in(here)
    assert here.signed_in_as == ADA
    (told,) = letters(ADA)
    assert "New sign-in" in told.subject
    ask_for_five("hosted", clock)
    assert refused("hosted") == ["ssr.mail.too_many"]
    recovering(here)
    assert len(letters(ADA)) == 1 + 6


def test_that_purse_is_for_its_own_addresses_only(here: HostedDriver, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    a_user("bo@example.org", PASSWORD)
    sign_in(here, "bo@example.org")
    ask_for_five("hosted", clock)
    from_first_page(here)
    assert here.message_keys == ["ssr.mail.too_many"]


@pytest.mark.one_front_end
def test_refused_mails_are_counted_in_the_system_log(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    ask_for_five(front_end, clock)
    refused(front_end)
    refused(front_end)
    write_refusals()
    refusals = Event.objects.filter(type="system.operation.rate_limit.violation", outcome="failure")
    assert sum(event.count for event in refusals) == 2
    assert {event.reason for event in refusals} == {"ssr.mail.too_many"}


@pytest.mark.one_front_end
def test_one_network_cannot_ask_for_mails_without_end(front_end: str):
    for number in range(20):
        fill_in(make(front_end), f"person{number}@example.com")
    keys = []
    for number in range(20, 32):
        driver = make(front_end)
        fill_in(driver, f"person{number}@example.com")
        keys += driver.message_keys
    assert "tooManyRequests" in keys
    assert len(letters()) <= 30
