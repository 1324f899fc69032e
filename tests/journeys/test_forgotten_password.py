"""Recovery of a forgotten password by a proof of the address."""

import pytest

from accounts.models import Event
from flows.domain.transaction import Intent
from tests.actors import a_person
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSCODE,
    PASSWORD,
    at_password,
    person,
    press,
    proofs_of,
    recovering,
    sign_in,
)

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _ada_is_here() -> None:
    a_person(ADA, PASSWORD)


def reset(face: str) -> Driver:
    driver = make(face)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    assert driver.step == "reset-password"
    driver.reset_password(ANOTHER_PASSWORD)
    return driver


def test_code_and_new_password_open_a_session(face: str):
    assert reset(face).signed_in_as == ADA


def test_so_does_the_link_in_the_same_browser(here: HostedDriver):
    recovering(here)
    here.open(newest(ADA).link)
    press(here)
    assert here.step == "reset-password"
    here.reset_password(ANOTHER_PASSWORD)
    assert here.signed_in_as == ADA


def test_recovery_starts_from_the_password_page(face: str):
    driver = make(face)
    at_password(driver)
    driver.recover()
    driver.submit_code(newest(ADA).code)
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_the_new_password_works_and_the_old_one_is_dead(face: str):
    reset(face)
    driver = make(face)
    sign_in(driver)
    assert driver.errors == [("", "incorrectPassword")]
    driver.password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_every_other_session_ends(face: str):
    other = make(face)
    sign_in(other)
    reset(face)
    assert other.signed_in_as is None


@pytest.mark.one_front_end
def test_user_is_notified_by_email(face: str):
    reset(face)
    assert "password" in newest(ADA).subject.lower()
    assert "was changed" in newest(ADA).text
    assert "/recover" in newest(ADA).text
    assert Event.objects.filter(type="user.account.reset_password", user_id=person().public_id).count() == 1


def test_the_session_was_earned_by_the_address_alone(face: str):
    assert proofs_of(reset(face)) == ["email"]


def test_nothing_changes_before_the_new_password_is_chosen(face: str):
    driver = make(face)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    again = make(face)
    sign_in(again)
    assert again.signed_in_as == ADA
    assert driver.signed_in_as is None


def test_the_new_password_follows_the_rules(face: str):
    driver = make(face)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    driver.reset_password("short")
    assert driver.errors == [(PASSCODE, "ssr.password.too_short")]
    driver.reset_password("ada.okafor is my whole name")
    assert driver.errors == [(PASSCODE, "ssr.password.personal")]
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


def test_second_concurrent_recovery_ends_when_the_first_completes(face: str):
    first, second = make(face), make(face)
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


def test_suspended_user_cannot_recover(face: str):
    suspend(person())
    driver = make(face)
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
def test_an_address_that_was_never_proved_is_proved_by_it(face: str):
    person_without_proof = person()
    person_without_proof.email_verified = False
    person_without_proof.save(update_fields=["email_verified"])
    reset(face)
    assert person().email_verified
