"""ASVS 5.0 V6.2 and V6.3.2: passwords by the policies that a new database has, and who is in it."""

from datetime import timedelta

import pytest
import time_machine

from accounts.configuration_cache import raise_version
from accounts.models import Brand, User
from tests.actors import a_user
from tests.journeys.drivers import Driver, make
from tests.journeys.stories import ADA, PASSCODE, PASSWORD, awaiting_code, sign_in

pytestmark = pytest.mark.one_front_end

LETTERS = "qvxkzjwmhtbydlcrgfnpsueaiojkqwzxyvbnthm"
DIGITS = "58203947150836291740"


def choosing(front_end: str) -> Driver:
    """Return a user at the password step of a sign-up."""
    driver = awaiting_code(front_end)
    driver.submit_code()
    return driver


@pytest.mark.parametrize(
    ("password", "error"),
    [(LETTERS[:14], "ssr.password.too_short"), ((LETTERS * 7)[:257], "ssr.password.too_long")],
    ids=["14", "257"],
)
def test_password_of_14_or_257_characters_is_refused(front_end: str, password: str, error: str):
    driver = choosing(front_end)
    driver.choose_password(password)
    assert driver.errors == [(PASSCODE, error)]


@pytest.mark.parametrize("length", [15, 64, 256])
def test_password_of_15_to_256_characters_is_taken(front_end: str, length: int):
    driver = choosing(front_end)
    driver.choose_password((LETTERS * 7)[:length])
    assert driver.signed_in_as == ADA


@pytest.mark.parametrize(
    "password",
    [LETTERS[:20], LETTERS[:20].upper(), DIGITS, "été à la mer, où ?", "駅前の青い自転車は雨の日に鳴る"],
)
def test_password_of_any_characters_is_taken(front_end: str, password: str):
    driver = choosing(front_end)
    driver.choose_password(password)
    assert driver.signed_in_as == ADA


@pytest.mark.parametrize("part", ["Okafor", "ada.OKAFOR", "NORTHWIND", "lantern"])
def test_password_with_a_word_of_user_or_brand_is_refused(front_end: str, part: str):
    Brand.objects.update(name="Northwind Lantern")
    raise_version()
    driver = choosing(front_end)
    driver.choose_password(f"{LETTERS[:12]} {part}")
    assert driver.errors == [(PASSCODE, "ssr.password.personal")]


def test_password_stays_valid_for_years(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    clock.shift(timedelta(days=1500))
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA


@pytest.mark.django_db
def test_new_database_has_no_account():
    assert not User.objects.exists()
