"""One password tried on many accounts from many networks raises an alarm and slows strangers down."""

import logging
from datetime import timedelta

import pytest
import time_machine

from accounts.credentials import throttle
from accounts.credentials.throttle import Kind
from accounts.models import Event
from tests.actors import a_user
from tests.journeys.drivers import HostedDriver, make
from tests.journeys.stories import ADA, PASSWORD, at_password, sign_in, sign_out

pytestmark = pytest.mark.one_front_end

ATTACK, LIMIT = "security.attack.start", 12


@pytest.fixture(autouse=True)
def _low_limit(monkeypatch):
    """The real number takes 600 sign-ins; ``tests/docs/test_limits.py`` counts it."""
    monkeypatch.setitem(throttle.LIMITS, Kind.WRONG_PASSWORD, f"{LIMIT}/10 minutes")
    throttle._items.cache_clear()
    yield
    throttle._items.cache_clear()


def spray(front_end: str, times: int) -> None:
    """Try one password on as many accounts, each from a network of its own."""
    for number in range(times):
        address = f"user{number}@example.com"
        a_user(address, PASSWORD)
        stranger = make(front_end, ip_address=f"203.0.113.{number}")
        at_password(stranger, address)
        stranger.password("Summer comes back in 2027")


def attacks() -> int:
    return Event.objects.filter(type=ATTACK, outcome="failure").count()


def test_alarm_is_an_event_and_an_error_in_the_log(front_end: str, clock: time_machine.Traveller, caplog):
    spray(front_end, LIMIT)
    assert attacks() == 0
    with caplog.at_level(logging.ERROR):
        a_user("last@example.com", PASSWORD)
        last = make(front_end, ip_address="203.0.113.99")
        at_password(last, "last@example.com")
        last.password("Summer comes back in 2027")
        last.password("Winter comes back in 2027")
    assert attacks() == 1
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "password spraying: wrong passwords from many networks"
    ]


def test_strangers_have_a_tenth_while_the_alarm_lasts(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    spray(front_end, LIMIT + 1)
    stranger = make(front_end, ip_address="192.0.2.66")
    at_password(stranger)
    for number in range(2):
        stranger.password(f"guess number {number} of very many")
        assert stranger.status != 429
    stranger.password(PASSWORD)
    assert (stranger.status, stranger.signed_in_as) == (429, None)
    assert 290 < stranger.retry_after <= 301
    clock.shift(timedelta(minutes=30, seconds=1))
    sign_in(make(front_end, ip_address="192.0.2.66"))
    again = make(front_end, ip_address="192.0.2.66")
    at_password(again)
    for number in range(3):
        again.password(f"guess number {number} of very many")
        assert again.status != 429


def test_slow_failures_raise_no_alarm(front_end: str, clock: time_machine.Traveller):
    for number in range(LIMIT * 2):
        clock.shift(timedelta(minutes=1))
        a_user(f"user{number}@example.com", PASSWORD)
        stranger = make(front_end, ip_address=f"203.0.113.{number}")
        at_password(stranger, f"user{number}@example.com")
        stranger.password("Summer comes back in 2027")
    assert attacks() == 0


def test_browsers_of_the_user_are_not_slowed_down(here: HostedDriver):
    a_user(ADA, PASSWORD)
    sign_in(here)
    sign_out(here)
    spray("hosted", LIMIT + 1)
    at_password(here)
    for number in range(4):
        here.password(f"guess number {number} of very many")
        assert here.status != 429
    here.password(PASSWORD)
    assert here.signed_in_as == ADA
