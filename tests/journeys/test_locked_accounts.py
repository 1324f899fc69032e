"""Too many wrong passwords: which users are locked out, who is notified, and what unlocks the account."""

from datetime import timedelta

import pytest
import time_machine

from accounts.domain.lifecycle import Status
from accounts.models import User
from tests.actors import a_user, sign_up_policy
from tests.journeys import given
from tests.journeys.drivers import ENDED, Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.policy_settings import passwords
from tests.journeys.stories import ADA, PASSWORD, at_password, sign_in, sign_out, user
from tests.journeys.user_devices import Pocket

UNLOCKED = "oie.selfservice.unlock_user.success.message"
STRANGER = "203.0.113.66"


@pytest.fixture(autouse=True)
def ada() -> User:
    passwords(lockout_attempts=3)
    return a_user(ADA, PASSWORD)


def guess(driver: Driver) -> None:
    at_password(driver)
    for number in range(3):
        driver.password(f"guess number {number} of very many")


def locked_by_themselves(browser: HostedDriver) -> None:
    """Give three wrong passwords in the user's own browser."""
    sign_in(browser)
    sign_out(browser)
    guess(browser)
    assert user().status == Status.LOCKED_OUT


def lock_mails() -> list[str]:
    return [letter.text for letter in letters(ADA) if "wrong password" in letter.text]


@pytest.mark.one_front_end
def test_strangers_lock_out_strangers_only(front_end: str, here: HostedDriver):
    sign_in(here)
    stranger = make(front_end, ip_address=STRANGER)
    guess(stranger)
    assert here.signed_in_as == ADA
    assert user().status == Status.ACTIVE
    other = make(front_end)
    sign_in(other)
    assert other.signed_in_as is None
    sign_out(here)
    sign_in(here)
    assert here.signed_in_as == ADA


def test_failures_in_a_trusted_browser_lock_the_account_and_end_sessions(
    here: HostedDriver, elsewhere: HostedDriver
):
    sign_in(elsewhere)
    locked_by_themselves(here)
    assert elsewhere.signed_in_as is None
    here.password(PASSWORD)
    assert here.signed_in_as is None


@pytest.mark.one_front_end
def test_holder_is_notified_once_an_hour(front_end: str, clock: time_machine.Traveller):
    for _ in range(3):
        guess(make(front_end, ip_address=STRANGER))
        clock.shift(timedelta(minutes=16))
    (told,) = lock_mails()
    clock.shift(timedelta(minutes=20))
    guess(make(front_end, ip_address=STRANGER))
    assert len(lock_mails()) == 2
    assert told


@pytest.mark.one_front_end
def test_lock_is_not_reported_where_the_policy_hides_it(front_end: str):
    passwords(lockout_notify=False)
    guess(make(front_end, ip_address=STRANGER))
    assert lock_mails() == []


def test_the_page_says_nothing_unless_the_policy_does(front_end: str):
    silent, told = make(front_end, ip_address=STRANGER), make(front_end, ip_address=STRANGER)
    guess(silent)
    assert silent.errors == [("", "incorrectPassword")]
    passwords(lockout_tell=True)
    at_password(told)
    told.password(PASSWORD)
    assert told.errors == [("", "errors.E0000119")]


def test_a_lock_opens_by_itself(here: HostedDriver, clock: time_machine.Traveller):
    locked_by_themselves(here)
    clock.shift(timedelta(minutes=15, seconds=1))
    sign_in(here)
    assert here.signed_in_as == ADA
    assert user().status == Status.ACTIVE


def test_a_lock_that_does_not_open_by_itself_waits_for_a_mail(
    here: HostedDriver, clock: time_machine.Traveller
):
    passwords(unlock_minutes=0)
    locked_by_themselves(here)
    clock.shift(timedelta(days=30))
    sign_in(here)
    assert here.signed_in_as is None
    here.unlock(ADA)
    here.submit_code(newest(ADA).code)
    sign_in(here)
    assert here.signed_in_as == ADA


def test_a_mail_opens_a_locked_account_without_signing_in(here: HostedDriver, front_end: str):
    locked_by_themselves(here)
    driver = make(front_end)
    driver.unlock(ADA)
    assert driver.step == "challenge-email"
    driver.submit_code(newest(ADA).code)
    assert driver.step == ENDED
    assert driver.message_keys == [UNLOCKED]
    assert driver.signed_in_as is None
    assert user().status == Status.ACTIVE
    sign_in(driver)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_email_unlocks_untrusted_devices_too(front_end: str):
    guess(make(front_end, ip_address=STRANGER))
    driver = make(front_end)
    driver.unlock(ADA)
    driver.submit_code(newest(ADA).code)
    assert driver.message_keys == [UNLOCKED]
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_user_with_an_authenticator_app_proves_it_to_unlock(
    here: HostedDriver, front_end: str, pocket: Pocket
):
    locked_by_themselves(here)
    given.an_app(user(), pocket)
    driver = make(front_end, pocket=pocket)
    driver.unlock(ADA)
    driver.submit_code(newest(ADA).code)
    assert driver.step == "challenge-totp"
    assert user().status == Status.LOCKED_OUT
    driver.enter_app_code()
    assert driver.message_keys == [UNLOCKED]


def test_an_account_that_is_open_gets_a_mail_that_says_so(front_end: str):
    driver = make(front_end)
    driver.unlock(ADA)
    assert driver.step == "challenge-email"
    (mail,) = letters(ADA)
    assert (mail.code, mail.link) == ("", "")
    assert "locked" in mail.text
    driver.submit_code("000000")
    assert driver.step == "challenge-email"


def test_unlock_is_absent_where_the_policy_denies_it(front_end: str):
    passwords(unlock_allowed=False)
    driver = make(front_end)
    driver.begin()
    assert "unlock-account" not in driver.forms


@pytest.mark.one_front_end
def test_a_reset_opens_a_locked_account(here: HostedDriver, front_end: str):
    locked_by_themselves(here)
    driver = make(front_end)
    at_password(driver)
    driver.recover()
    driver.submit_code(newest(ADA).code)
    driver.reset_password("eleven copper kettles by noon")
    assert driver.signed_in_as == ADA
    assert user().status == Status.ACTIVE


def test_lock_does_not_reveal_whether_an_account_exists(front_end: str):
    sign_up_policy(sign_up_allowed=False)
    passwords(lockout_tell=True)
    seen = []
    for address in (ADA, "nobody@example.com"):
        stranger = make(front_end, ip_address=STRANGER)
        at_password(stranger, address)
        for number in range(4):
            stranger.password(f"guess number {number} of very many")
        seen.append((stranger.status, stranger.step, stranger.errors, stranger.forms))
    assert seen[0] == seen[1]
