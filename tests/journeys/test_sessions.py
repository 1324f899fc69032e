"""How long a session lasts, and what ends it."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as project
from django.test import Client

from accounts.models import Event, Session
from tests.actors import a_user
from tests.journeys.admin_actions import sessions_last, suspend, unsuspend
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.stories import ADA, PASSWORD, at_password, sign_in, sign_out, user

pytestmark = [pytest.mark.postgres, pytest.mark.one_database, pytest.mark.one_front_end]


def signed_in(front_end: str) -> Driver:
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA
    return driver


@pytest.fixture(autouse=True)
def _ada_is_here() -> None:
    a_user(ADA, PASSWORD)


def test_signing_out_ends_this_session_and_no_other(here: HostedDriver, elsewhere: HostedDriver):
    sign_in(here)
    sign_in(elsewhere)
    sign_out(here)
    assert here.url == "/signed-out"
    assert here.signed_in_as is None
    assert elsewhere.signed_in_as == ADA
    assert Event.objects.filter(type="user.session.end", user_id=user().public_id).count() == 1


def test_signing_out_takes_a_post(here: HostedDriver):
    sign_in(here)
    for method in (here.client.get, here.client.head):
        assert method("/signout").status_code == 405
    assert here.signed_in_as == ADA


def test_foreign_page_cannot_sign_a_user_out(here: HostedDriver):
    sign_in(here)
    assert here.client.post("/signout").status_code == 410
    assert here.signed_in_as == ADA


def test_the_cookie_of_a_session_that_was_signed_out_is_dead(here: HostedDriver):
    sign_in(here)
    stolen = here.client.cookies[project.SESSION_COOKIE_NAME].value
    sign_out(here)
    thief = Client()
    thief.cookies[project.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/me/").status_code == 303


def test_the_key_of_a_session_is_not_in_the_database(here: HostedDriver):
    sign_in(here)
    key = here.client.cookies[project.SESSION_COOKIE_NAME].value
    assert not Session.objects.filter(key_hash=key).exists()


def test_a_session_ends_when_it_is_not_used(front_end: str, clock: time_machine.Traveller):
    sessions_last(idle=60, absolute=1440)
    driver = signed_in(front_end)
    clock.shift(timedelta(minutes=59))
    assert driver.signed_in_as == ADA
    clock.shift(timedelta(minutes=59))
    assert driver.signed_in_as == ADA
    clock.shift(timedelta(minutes=61))
    assert driver.signed_in_as is None


def test_a_session_ends_at_the_latest_however_much_it_is_used(front_end: str, clock: time_machine.Traveller):
    sessions_last(idle=60, absolute=180)
    driver = signed_in(front_end)
    for _ in range(4):
        clock.shift(timedelta(minutes=44))
        assert driver.signed_in_as == ADA
    clock.shift(timedelta(minutes=5))
    assert driver.signed_in_as is None


def test_use_is_written_down_at_most_once_a_minute(front_end: str, clock: time_machine.Traveller):
    driver = signed_in(front_end)
    first = Session.objects.get(user=user()).last_seen_at
    clock.shift(timedelta(seconds=59))
    assert driver.signed_in_as == ADA
    assert Session.objects.get(user=user()).last_seen_at == first
    clock.shift(timedelta(seconds=2))
    assert driver.signed_in_as == ADA
    assert Session.objects.get(user=user()).last_seen_at > first


def test_suspension_ends_every_session_at_once(front_end: str):
    first, second = signed_in(front_end), signed_in(front_end)
    suspend(user())
    assert first.signed_in_as is None
    assert second.signed_in_as is None


def test_it_stays_ended_when_the_suspension_is_lifted(front_end: str):
    driver = signed_in(front_end)
    suspend(user())
    unsuspend(user())
    assert driver.signed_in_as is None
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_an_attempt_begun_before_a_suspension_is_over_after_it(front_end: str):
    driver = make(front_end)
    at_password(driver)
    suspend(user())
    unsuspend(user())
    driver.password(PASSWORD)
    assert driver.message_keys == ["idx.session.expired"]
    assert driver.signed_in_as is None


def test_every_sign_in_has_a_key_of_its_own(here: HostedDriver):
    sign_in(here)
    first = here.client.cookies[project.SESSION_COOKIE_NAME].value
    sign_out(here)
    sign_in(here)
    assert here.client.cookies[project.SESSION_COOKIE_NAME].value != first


def test_a_key_planted_before_the_sign_in_does_not_become_the_session(here: HostedDriver):
    here.client.cookies[project.SESSION_COOKIE_NAME] = "planted"
    sign_in(here)
    assert here.signed_in_as == ADA
    assert here.client.cookies[project.SESSION_COOKIE_NAME].value != "planted"
    thief = Client()
    thief.cookies[project.SESSION_COOKIE_NAME] = "planted"
    assert thief.get("/me/").status_code == 303
