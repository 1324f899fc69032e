"""Let in with an address that is not confirmed yet: the mail that confirms it can be asked for again."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.domain.event_words import template_of
from accounts.models import Challenge, ChallengePurpose, Event, User
from tests.actors import a_user, sign_up_policy
from tests.journeys.conftest import NOON
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import letters, newest
from tests.journeys.rows import everything
from tests.journeys.stories import ADA, BO, DASHBOARD, PASSWORD, fill_in, path_of, press, sign_in, user
from tests.refusals import write_refusals

ASK = "/me/confirm-email"
TOO_SOON, TOO_MANY = "ssr.resend.too_soon", "ssr.mail.too_many"


@pytest.fixture(autouse=True)
def _need_not_be_proved() -> None:
    sign_up_policy(email_verification=False, password_page="first")


@pytest.fixture
def ada(clock: time_machine.Traveller) -> HostedDriver:
    """Ada, who signed up a minute ago and has not looked at her mail."""
    driver = HostedDriver()
    fill_in(driver, password=PASSWORD)
    assert driver.signed_in_as == ADA
    letters()
    clock.shift(timedelta(minutes=1))
    driver.open(DASHBOARD)
    return driver


def ask(driver: HostedDriver) -> None:
    """Press the button of one's own page."""
    (form,) = driver.page.all("form", action=ASK)
    driver._show(driver.client.post(ASK, form.sends(), follow=True))


def ask_anyway(driver: HostedDriver, token: str) -> None:
    """Post what the button posts, whether or not the page has one."""
    driver._show(driver.client.post(ASK, {"csrfmiddlewaretoken": token}, follow=True))


def csrf_of(driver: HostedDriver) -> str:
    return driver.page.all("input", name="csrfmiddlewaretoken")[0].get("value")


def offered(driver: HostedDriver) -> bool:
    return bool(driver.page.all("form", action=ASK))


def follow(driver: HostedDriver, link: str) -> None:
    driver.open(link)
    press(driver)


def welcomes(address: str = ADA) -> list[Challenge]:
    return list(Challenge.objects.filter(purpose=ChallengePurpose.WELCOME, address=address).order_by("pk"))


# A new mail


def test_the_button_sends_another_mail_and_the_page_says_where_to(ada: HostedDriver):
    ask(ada)
    assert path_of(ada) == DASHBOARD
    assert "ssr.mail.sent" in ada.message_keys
    assert f"We sent a new email to {ADA}." in ada.page.text
    assert len(letters(ADA)) == 2
    assert newest(ADA).link


def test_button_is_answered_by_a_redirect_that_is_not_stored(ada: HostedDriver):
    answer = ada.client.post(ASK, {"csrfmiddlewaretoken": csrf_of(ada)})
    assert (answer.status_code, answer["Location"]) == (303, DASHBOARD)
    assert "no-store" in answer["Cache-Control"]


def test_message_is_shown_once(ada: HostedDriver):
    ask(ada)
    ada.open(DASHBOARD)
    assert "ssr.mail.sent" not in ada.message_keys
    assert offered(ada)


def test_the_new_link_confirms_the_address(ada: HostedDriver):
    ask(ada)
    follow(ada, newest(ADA).link)
    assert user().email_verified
    assert not offered(ada)


def test_the_old_link_is_dead(ada: HostedDriver):
    old = newest(ADA).link
    ask(ada)
    ada.open(old)
    assert ada.message_keys == ["idx.return.stale"]
    assert not user().email_verified


def test_superseded_mail_in_the_queue_is_not_sent(ada: HostedDriver, clock: time_machine.Traveller):
    ask(ada)
    clock.shift(timedelta(seconds=30))
    ask(ada)
    assert len(letters(ADA)) == 2


def test_the_challenge_that_is_open_is_renewed_for_seven_more_days(
    ada: HostedDriver, clock: time_machine.Traveller
):
    clock.shift(timedelta(days=6))
    sign_in(ada)
    ask(ada)
    (challenge,) = welcomes()
    assert challenge.serial == 2
    clock.shift(timedelta(days=6))
    sign_in(ada)
    follow(ada, newest(ADA).link)
    assert user().email_verified


def test_a_link_that_ran_out_is_followed_by_one_that_works(ada: HostedDriver, clock: time_machine.Traveller):
    old = newest(ADA).link
    clock.shift(timedelta(days=8))
    sign_in(ada)
    ask(ada)
    assert len(welcomes()) == 2
    ada.open(old)
    assert ada.message_keys == ["idx.return.link.expired"]
    follow(ada, newest(ADA).link)
    assert user().email_verified


@pytest.mark.parametrize("change", [{"closed_at": NOON}, {"key_id": "removed"}], ids=["closed", "no key"])
def test_a_challenge_that_is_over_is_followed_by_a_new_one(ada: HostedDriver, change: dict[str, Any]):
    Challenge.objects.filter(purpose=ChallengePurpose.WELCOME).update(**change)
    ask(ada)
    follow(ada, newest(ADA).link)
    assert user().email_verified


def test_user_without_an_earlier_mail_gets_a_first_one(here: HostedDriver):
    a_user(BO, PASSWORD, email_verified=False)
    sign_in(here, BO)
    ask(here)
    follow(here, newest(BO).link)
    assert user(BO).email_verified


def test_the_system_log_tells_of_each_mail(ada: HostedDriver):
    ask(ada)
    event = Event.objects.get(type="system.email.send_factor_verify_message", user_id=user().public_id)
    assert (event.outcome, event.detail["purpose"], event.detail["serial"]) == ("success", "welcome", 2)
    words = template_of(event.type, success=True, variant=event.detail["variant"])
    assert "a confirmation link" in words


# Limits


def test_half_a_minute_lies_between_two_mails(ada: HostedDriver, clock: time_machine.Traveller):
    ask(ada)
    clock.shift(timedelta(seconds=10))
    ask(ada)
    assert TOO_SOON in ada.message_keys
    assert "in 20 seconds" in ada.page.text
    assert len(letters(ADA)) == 2
    clock.shift(timedelta(seconds=20))
    ask(ada)
    assert "ssr.mail.sent" in ada.message_keys
    assert len(letters(ADA)) == 3


def ask_until_refused(driver: HostedDriver, clock: time_machine.Traveller) -> int:
    for asked in range(30):
        clock.shift(timedelta(seconds=31))
        ask(driver)
        letters()
        if "ssr.mail.sent" not in driver.message_keys:
            return asked
    raise AssertionError("there is no end to it")


def test_the_budget_of_the_address_bounds_them_and_the_system_log_says_so(
    ada: HostedDriver, clock: time_machine.Traveller
):
    sent_at_sign_up, asked = 1, ask_until_refused(ada, clock)
    assert sent_at_sign_up + asked == 5
    assert TOO_MANY in ada.message_keys
    assert "You can ask for another one in" in ada.page.text
    write_refusals()
    refusal = Event.objects.get(type="system.operation.rate_limit.violation")
    assert (refusal.outcome, refusal.reason) == ("failure", TOO_MANY)
    assert refusal.user_id == refusal.actor_id == user().public_id
    assert len(letters(ADA)) == 5
    follow(ada, newest(ADA).link)
    assert user().email_verified


def test_one_network_cannot_ask_without_end(ada: HostedDriver, clock: time_machine.Traveller):
    token = csrf_of(ada)
    for _ in range(20):
        ask_anyway(ada, token)
    clock.shift(timedelta(seconds=31))
    ask_anyway(ada, token)
    assert "tooManyRequests" in ada.message_keys
    assert len(letters(ADA)) == 2


# Who may ask


def test_confirmed_user_gets_no_offer_and_no_mail(ada: HostedDriver):
    follow(ada, newest(ADA).link)
    assert not offered(ada)
    token, before = csrf_of(ada), everything()
    ask_anyway(ada, token)
    assert path_of(ada) == DASHBOARD
    assert ada.message_keys == []
    assert everything() == before


def test_asking_by_get_is_not_possible(ada: HostedDriver):
    before = everything()
    assert ada.client.get(ASK).status_code == 405
    assert everything() == before


def test_a_stranger_is_sent_to_the_sign_in_and_on_to_the_page(ada: HostedDriver, elsewhere: HostedDriver):
    elsewhere.begin()
    answer = elsewhere.client.post(ASK, {"csrfmiddlewaretoken": csrf_of(elsewhere)})
    assert (answer.status_code, answer["Location"]) == (303, f"/signin?next={DASHBOARD}")
    assert len(letters()) == 1


def test_a_page_of_another_site_cannot_ask(ada: HostedDriver):
    assert "Location" not in ada.client.post(ASK)
    assert len(letters()) == 1


def test_mail_goes_only_to_the_requesting_user(ada: HostedDriver, elsewhere: HostedDriver):
    fill_in(elsewhere, BO, password=PASSWORD)
    letters()
    ask(ada)
    assert [len(letters(address)) for address in (ADA, BO)] == [2, 1]
    assert not User.objects.filter(email_verified=True).exists()
