"""Recovery of a forgotten password by a proof of the address."""

import pytest

from accounts.models import Event
from flows.domain.transaction import Intent
from tests.actors import a_user
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSCODE,
    PASSWORD,
    at_password,
    press,
    proofs_of,
    recovering,
    sign_in,
    user,
)

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _ada_is_here() -> None:
    a_user(ADA, PASSWORD)


def reset(front_end: str) -> Driver:
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    assert driver.step == "reset-password"
    driver.reset_password(ANOTHER_PASSWORD)
    return driver


def test_code_and_new_password_open_a_session(front_end: str):
    assert reset(front_end).signed_in_as == ADA


def test_so_does_the_link_in_the_same_browser(here: HostedDriver):
    recovering(here)
    here.open(newest(ADA).link)
    press(here)
    assert here.step == "reset-password"
    here.reset_password(ANOTHER_PASSWORD)
    assert here.signed_in_as == ADA


def test_recovery_starts_from_the_password_page(front_end: str):
    driver = make(front_end)
    at_password(driver)
    driver.recover()
    driver.submit_code(newest(ADA).code)
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_the_new_password_works_and_the_old_one_is_dead(front_end: str):
    reset(front_end)
    driver = make(front_end)
    sign_in(driver)
    assert driver.errors == [("", "incorrectPassword")]
    driver.password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_every_other_session_ends(front_end: str):
    other = make(front_end)
    sign_in(other)
    reset(front_end)
    assert other.signed_in_as is None


@pytest.mark.one_front_end
def test_user_is_notified_by_email(front_end: str):
    reset(front_end)
    assert "password" in newest(ADA).subject.lower()
    assert "was changed" in newest(ADA).text
    assert "/recover" in newest(ADA).text
    assert Event.objects.filter(type="user.account.reset_password", user_id=user().public_id).count() == 1


def test_the_session_was_earned_by_the_address_alone(front_end: str):
    assert proofs_of(reset(front_end)) == ["email"]


def test_nothing_changes_before_the_new_password_is_chosen(front_end: str):
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    again = make(front_end)
    sign_in(again)
    assert again.signed_in_as == ADA
    assert driver.signed_in_as is None


def test_the_new_password_follows_the_rules(front_end: str):
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    driver.reset_password("short")
    assert driver.errors == [(PASSCODE, "ssr.password.too_short")]
    driver.reset_password("ada.okafor is my whole name")
    assert driver.errors == [(PASSCODE, "ssr.password.personal")]
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_second_concurrent_recovery_ends_when_the_first_completes(front_end: str):
    first, second = make(front_end), make(front_end)
    recovering(first)
    code = newest(ADA).code
    recovering(second)
    second.submit_code(newest(ADA).code)
    first.submit_code(code)
    first.reset_password(ANOTHER_PASSWORD)
    second.reset_password("a third password nobody chose")
    assert second.message_keys == ["idx.session.expired"]
    assert second.signed_in_as is None
    assert first.signed_in_as == ADA


def test_suspended_user_cannot_recover(front_end: str):
    suspend(user())
    driver = make(front_end)
    driver.begin(Intent.RECOVER)
    driver.identify(ADA)
    assert driver.step == "challenge-email"
    assert letters(ADA) == []


def test_recovery_link_opened_elsewhere_shows_the_code_without_a_reset(
    here: HostedDriver, elsewhere: HostedDriver
):
    recovering(here)
    elsewhere.open(newest(ADA).link)
    assert elsewhere.step == "ended"
    assert not elsewhere.page.all("form")
    here.poll()
    assert here.step == "challenge-email"


def test_recovery_can_be_left_for_the_password_page(here: HostedDriver):
    recovering(here)
    here.sign_in_instead()
    here.identify(ADA)
    here.password(PASSWORD)
    assert here.signed_in_as == ADA


@pytest.mark.one_front_end
def test_an_address_that_was_never_proved_is_proved_by_it(front_end: str):
    user_without_proof = user()
    user_without_proof.email_verified = False
    user_without_proof.save(update_fields=["email_verified"])
    reset(front_end)
    assert user().email_verified
