"""Passwords cannot be guessed for long, and guessing does not lock their owner out."""

from datetime import timedelta

import pytest
import time_machine

from accounts import hashers
from accounts.configuration_cache import raise_version
from accounts.domain.lifecycle import Status
from policies.models import PasswordOutcome
from tests.actors import a_user, sign_up_policy
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.stories import ADA, PASSWORD, at_password, sign_in, user

TOO_MANY = {"hosted": "ssr.tries.spent", "idx": "tooManyRequests"}


def guess_ten_times(front_end: str, address: str = ADA, said: str = "incorrectPassword") -> Driver:
    stranger = make(front_end, ip_address="203.0.113.66")
    at_password(stranger, address)
    for number in range(10):
        stranger.password(f"guess number {number} of very many")
        assert stranger.errors == [("", said)]
    return stranger


def test_the_eleventh_guess_is_not_looked_at_even_if_right(front_end: str):
    a_user(ADA, PASSWORD)
    stranger = guess_ten_times(front_end)
    stranger.password(PASSWORD)
    assert stranger.errors == [("", TOO_MANY[front_end])]
    assert stranger.status == 429
    assert stranger.signed_in_as is None


@pytest.mark.one_front_end
def test_guessing_from_another_network_is_the_same_guessing(front_end: str):
    a_user(ADA, PASSWORD)
    guess_ten_times(front_end)
    other = make(front_end, ip_address="192.0.2.99")
    sign_in(other)
    # What a wrong password shows: the throttle is not revealed to a guesser.
    assert other.errors == [("", "incorrectPassword")]
    assert other.signed_in_as is None


def test_the_page_says_so_where_the_policy_tells(front_end: str):
    PasswordOutcome.objects.update(lockout_tell=True)
    raise_version()
    a_user(ADA, PASSWORD)
    stranger = make(front_end, ip_address="203.0.113.66")
    at_password(stranger)
    for number in range(10):
        stranger.password(f"guess number {number} of very many")
    assert stranger.errors == [("", "errors.E0000119")]


def test_trusted_browser_still_signs_in(here: HostedDriver):
    a_user(ADA, PASSWORD)
    sign_in(here)
    guess_ten_times("hosted")
    sign_in_again(here)
    assert here.signed_in_as == ADA


def sign_in_again(browser: HostedDriver) -> None:
    """Sign out and come back in the same browser."""
    form = next(form for form in browser.page.all("form") if form.get("action") == "/signout")
    browser.client.post("/signout", form.sends())
    assert browser.signed_in_as is None
    sign_in(browser)


def test_even_that_browser_may_not_guess_without_end(here: HostedDriver):
    a_user(ADA, PASSWORD)
    sign_in(here)
    form = next(form for form in here.page.all("form") if form.get("action") == "/signout")
    here.client.post("/signout", form.sends())
    at_password(here)
    for number in range(10):
        here.password(f"guess number {number} of very many")
    here.password(PASSWORD)
    assert here.signed_in_as is None
    assert user().status == Status.LOCKED_OUT


@pytest.mark.one_front_end
def test_other_users_are_not_throttled(front_end: str):
    a_user(ADA, PASSWORD)
    a_user("bo@example.org", PASSWORD)
    guess_ten_times(front_end)
    driver = make(front_end)
    sign_in(driver, "bo@example.org")
    assert driver.signed_in_as == "bo@example.org"


@pytest.mark.one_front_end
def test_waiting_gives_another_try(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    guess_ten_times(front_end)
    clock.shift(timedelta(minutes=15, seconds=1))
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_a_right_password_clears_the_count(front_end: str):
    a_user(ADA, PASSWORD)
    for _ in range(2):
        driver = make(front_end)
        at_password(driver)
        for number in range(7):
            driver.password(f"guess number {number} of very many")
        driver.password(PASSWORD)
        assert driver.signed_in_as == ADA


def test_unknown_user_is_throttled_like_a_known_one(front_end: str):
    sign_up_policy(sign_up_allowed=False)
    stranger = guess_ten_times(front_end, "nobody@example.com", "errors.E0000004")
    stranger.password("one more guess than there are")
    assert stranger.errors == [("", TOO_MANY[front_end])]


def test_busy_server_names_a_wait(front_end: str, monkeypatch: pytest.MonkeyPatch):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    at_password(driver)

    def no_thread(_work: object) -> None:
        raise hashers.HashingBusy

    monkeypatch.setattr(hashers, "run_in_pool", no_thread)
    driver.password(PASSWORD)
    assert (driver.status, driver.retry_after) == (503, 5)
