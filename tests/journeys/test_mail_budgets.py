"""Strangers can neither fill a mailbox nor use up what the holder of the address needs."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Event
from flows.domain.transaction import Intent
from tests.actors import a_person
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, PASSWORD, fill_in, recovering, sign_in
from tests.refusals import write_refusals

pytestmark = pytest.mark.postgres


def ask_for_five(face: str, clock: time_machine.Traveller) -> None:
    """Use up the mails of an hour, and let their codes expire."""
    for number in range(5):
        recovering(make(face, ip_address=f"203.0.113.{number}"))
    letters(ADA)
    clock.shift(timedelta(minutes=11))


def refused(face: str) -> list[str]:
    driver = make(face, ip_address="203.0.113.200")
    from_first_page(driver)
    return driver.message_keys


def from_first_page(driver: Driver) -> None:
    driver.begin(Intent.RECOVER)
    driver.identify(ADA)


@pytest.mark.one_front_end
def test_five_mails_an_hour_is_all_an_address_gets_from_strangers(face: str, clock: time_machine.Traveller):
    a_person(ADA, PASSWORD)
    ask_for_five(face, clock)
    assert refused(face) == ["ssr.mail.too_many"]
    assert len(letters(ADA)) == 5
    clock.shift(timedelta(hours=1, seconds=1))
    recovering(make(face, ip_address="203.0.113.201"))
    assert len(letters(ADA)) == 6


@pytest.mark.one_front_end
def test_sign_ups_leave_recoveries_their_own_share(face: str):
    for number in range(6):
        fill_in(make(face, ip_address=f"203.0.113.{number}"))
    assert len(letters(ADA)) == 5
    a_person(ADA, PASSWORD)
    recovering(make(face))
    assert len(letters(ADA)) == 6


def test_a_refused_mail_says_how_long_to_wait(face: str, clock: time_machine.Traveller):
    a_person(ADA, PASSWORD)
    ask_for_five(face, clock)
    clock.shift(timedelta(minutes=9))
    driver = make(face)
    from_first_page(driver)
    assert driver.status == 429
    assert driver.retry_after == 40 * 60
    assert "in 40 minutes" in driver.words
    clock.shift(timedelta(seconds=40 * 60))
    recovering(make(face))


@pytest.mark.one_front_end
def test_another_address_is_not_concerned(face: str, clock: time_machine.Traveller):
    a_person(ADA, PASSWORD)
    ask_for_five(face, clock)
    driver = make(face)
    fill_in(driver, "bo@example.org")
    assert driver.step == "enroll-email"


def test_a_browser_that_has_signed_in_here_has_a_purse_of_its_own(
    here: HostedDriver, clock: time_machine.Traveller
):
    a_person(ADA, PASSWORD)
    sign_in(here)
    assert here.signed_in_as == ADA
    (told,) = letters(ADA)
    assert "New sign-in" in told.subject
    ask_for_five("hosted", clock)
    assert refused("hosted") == ["ssr.mail.too_many"]
    recovering(here)
    assert len(letters(ADA)) == 1 + 6


def test_that_purse_is_for_its_own_addresses_only(here: HostedDriver, clock: time_machine.Traveller):
    a_person(ADA, PASSWORD)
    a_person("bo@example.org", PASSWORD)
    sign_in(here, "bo@example.org")
    ask_for_five("hosted", clock)
    from_first_page(here)
    assert here.message_keys == ["ssr.mail.too_many"]


@pytest.mark.one_front_end
def test_refused_mails_are_counted_in_the_system_log(face: str, clock: time_machine.Traveller):
    a_person(ADA, PASSWORD)
    ask_for_five(face, clock)
    refused(face)
    refused(face)
    write_refusals()
    refusals = Event.objects.filter(type="system.operation.rate_limit.violation", outcome="failure")
    assert sum(event.count for event in refusals) == 2
    assert {event.reason for event in refusals} == {"ssr.mail.too_many"}


@pytest.mark.one_front_end
def test_one_network_cannot_ask_for_mails_without_end(face: str):
    for number in range(20):
        fill_in(make(face), f"person{number}@example.com")
    keys = []
    for number in range(20, 32):
        driver = make(face)
        fill_in(driver, f"person{number}@example.com")
        keys += driver.message_keys
    assert "tooManyRequests" in keys
    assert len(letters()) <= 30
