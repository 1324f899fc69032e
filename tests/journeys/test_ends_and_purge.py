"""What is not finished ends, and a day later nothing personal of it is left anywhere."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.tasks import purge as purge_accounts
from flows.models import Transaction
from flows.tasks import purge as purge_transactions
from tests.actors import a_user, hide_who_exists, sign_up_policy
from tests.journeys.admin_actions import ask
from tests.journeys.drivers import ENDED, Driver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.rows import rows_holding
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSWORD,
    awaiting_code,
    fill_in,
    has_no_holder,
    look_again,
    recovering,
    signed_up,
    user,
)

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]


def a_day_passes(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(hours=24, seconds=1))
    purge_transactions()
    purge_accounts()


def test_an_attempt_that_is_left_alone_expires(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    clock.shift(timedelta(minutes=61))
    look_again(driver)
    assert driver.step == ENDED
    assert driver.message_keys == ["idx.session.expired"]
    assert driver.status in (401, 410)


def test_late_answer_gets_the_same_message(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    driver.submit_code()
    clock.shift(timedelta(minutes=61))
    driver.choose_password(PASSWORD)
    assert driver.message_keys == ["idx.session.expired"]
    assert has_no_holder(ADA)


def test_a_finished_sign_in_cannot_be_answered_again(front_end: str):
    driver = signed_up(front_end)
    assert Transaction.objects.get().finished_at is not None
    if front_end == "idx":
        assert "stateHandle" in driver.document
        driver.introspect()
        assert driver.message_keys == ["idx.session.expired"]


def unfinished(front_end: str, stage: str) -> Driver:
    ask("team", "string")
    driver = awaiting_code(front_end, team="Secretkitchen")
    assert newest(ADA).code
    if stage == "wrong code":
        driver.submit_code("000000")
    elif stage == "proved":
        driver.submit_code(newest(ADA).code)
    elif stage == "corrected":
        driver.change_address("ada.okafor@example.net")
        letters()
    return driver


@pytest.mark.one_front_end
@pytest.mark.parametrize("stage", ["submitted", "wrong code", "proved", "corrected"])
def test_nothing_personal_of_an_unfinished_sign_up_is_left_after_a_day(
    front_end: str, clock: time_machine.Traveller, stage: str
):
    unfinished(front_end, stage)
    assert rows_holding("ada.okafor")
    a_day_passes(clock)
    for text in ("ada.okafor", "okafor", "Secretkitchen", "198.51.100.7", "Firefox on Linux"):
        assert rows_holding(text) == {}, text


@pytest.mark.one_front_end
def test_neither_of_one_that_was_never_mailed(front_end: str, clock: time_machine.Traveller):
    awaiting_code(front_end)
    clock.shift(timedelta(minutes=30))
    letters()
    a_day_passes(clock)
    assert rows_holding("ada.okafor") == {}


@pytest.mark.one_front_end
def test_nor_of_one_whose_mails_went_on_for_an_hour(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    for _ in range(3):
        clock.shift(timedelta(minutes=19))
        look_again(driver)
        driver.resend()
        letters()
    a_day_passes(clock)
    assert rows_holding("ada.okafor") == {}


@pytest.mark.one_front_end
def test_nor_of_a_pretence(front_end: str, clock: time_machine.Traveller):
    hide_who_exists()
    a_user("bo@example.org", PASSWORD)
    driver = make(front_end)
    fill_in(driver, "bo@example.org", firstName="Strangername")
    letters()
    a_day_passes(clock)
    assert rows_holding("Strangername") == {}
    assert set(rows_holding("bo@example.org")) == {"accounts.User"}


@pytest.mark.one_front_end
def test_recovery_of_an_unknown_user_leaves_nothing(front_end: str, clock: time_machine.Traveller):
    sign_up_policy(sign_up_allowed=False)
    recovering(make(front_end), "nobody.here@example.com")
    letters()
    a_day_passes(clock)
    assert rows_holding("nobody.here") == {}


@pytest.mark.one_front_end
def test_unknown_username_leaves_nothing(front_end: str, clock: time_machine.Traveller):
    driver = make(front_end)
    driver.begin()
    driver.identify("nobody.here@example.com")
    sign_up_policy(sign_up_allowed=False)
    other = make(front_end)
    other.begin()
    other.identify("nobody.there@example.com")
    other.password(ANOTHER_PASSWORD)
    a_day_passes(clock)
    assert rows_holding("nobody.") == {}


@pytest.mark.one_front_end
def test_nor_of_the_second_of_two(front_end: str, clock: time_machine.Traveller):
    first, second = awaiting_code(front_end), awaiting_code(front_end, firstName="Latecomer")
    codes = [mail.code for mail in letters(ADA)]
    first.submit_code(codes[0])
    second.submit_code(codes[1])
    first.choose_password(PASSWORD)
    second.choose_password(ANOTHER_PASSWORD)
    assert rows_holding("Latecomer") == {"accounts.OutboxMail": 1}
    a_day_passes(clock)
    assert rows_holding("Latecomer") == {}


@pytest.mark.one_front_end
def test_completed_user_stays(front_end: str, clock: time_machine.Traveller):
    signed_up(front_end)
    a_day_passes(clock)
    assert user().email == ADA
    assert set(rows_holding(ADA)) == {"accounts.User"}
    assert Transaction.objects.count() == 0


@pytest.mark.one_front_end
def test_an_attempt_of_today_is_not_purged(front_end: str, clock: time_machine.Traveller):
    driver = awaiting_code(front_end)
    clock.shift(timedelta(minutes=9))
    purge_transactions()
    purge_accounts()
    driver.submit_code(newest(ADA).code)
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert timezone.now() - user().created_at < timedelta(seconds=1)
