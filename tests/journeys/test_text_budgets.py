"""Limits for text messages: for the phone of a stranger, and for the costs of the server."""

import pytest

from tests.actors import PASSWORD, a_user
from tests.journeys import given, texts
from tests.journeys.drivers import Driver, make
from tests.journeys.policy_settings import app_wants, enrollment_for_all
from tests.journeys.stories import ADA, BO

pytestmark = pytest.mark.one_front_end


def asking_for_a_text(front_end: str, address: str, number: int) -> Driver:
    driver = make(front_end, ip_address=f"203.0.113.{number}")
    driver.begin()
    driver.identify(address)
    driver.password(PASSWORD)
    assert driver.step == "challenge-phone"
    driver.ask_for_text()
    return driver


def test_number_gets_five_texts_an_hour_from_all_its_users(front_end: str):
    app_wants(factors=2)
    enrollment_for_all(phone="optional")
    given.a_phone(a_user(ADA, PASSWORD))
    given.a_phone(a_user(BO, PASSWORD))
    for number in range(5):
        asking_for_a_text(front_end, (ADA, BO)[number % 2], number)
    driver = asking_for_a_text(front_end, BO, 9)
    assert driver.message_keys == ["ssr.mail.too_many"]
    assert len(texts.texts()) == 5
