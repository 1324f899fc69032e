"""Recovery of an account, as far as the policies let email alone go."""

import pytest
import time_machine
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.lifecycle.invitations import reset_password
from accounts.models import User
from tests.actors import a_user
from tests.journeys import given
from tests.journeys.admin_actions import owner
from tests.journeys.drivers import ENDED, Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.policy_settings import app_wants, changes_want, enrollment_for_all, passwords
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSWORD,
    at_password,
    press,
    proofs_of,
    recovering,
    sign_in,
    user,
)
from tests.journeys.user_devices import Pocket

RECOVERED = "idx.recovery.completed"


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


def proved_mail(front_end: str, pocket: Pocket) -> Driver:
    driver = make(front_end, pocket=pocket)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    return driver


@pytest.mark.one_front_end
def test_email_alone_restores_an_account_without_other_factors(front_end: str, ada: User, pocket: Pocket):
    driver = proved_mail(front_end, pocket)
    assert driver.step == "reset-password"
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["email"]


def test_email_alone_does_not_reset_a_user_with_an_app(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    driver = proved_mail(front_end, pocket)
    assert driver.step == "challenge-totp"
    driver.submit_code("000000")
    assert driver.step == "challenge-totp"
    driver.enter_app_code()
    assert driver.step == "reset-password"
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_a_security_question_does_not_protect_a_recovery(front_end: str, ada: User, pocket: Pocket):
    enrollment_for_all(security_question="optional")
    given.a_question(ada)
    assert proved_mail(front_end, pocket).step == "reset-password"


@pytest.mark.one_front_end
def test_a_recovery_code_stands_in_for_the_app_that_is_lost(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    given.recovery_codes_for(ada, pocket)
    driver = proved_mail(front_end, pocket)
    driver.choose("recovery_code")
    driver.enter_recovery_code()
    assert driver.step == "reset-password"


def test_forgotten_password_is_no_proof_in_its_recovery(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    driver = proved_mail(front_end, pocket)
    assert "select-authenticator-authenticate" not in driver.forms


def test_enrollment_on_the_strength_of_email_adds_no_factor(front_end: str, ada: User, pocket: Pocket):
    app_wants(factors=2)
    driver = proved_mail(front_end, pocket)
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.step == ENDED
    assert driver.message_keys == [RECOVERED]
    assert driver.signed_in_as is None
    sign_in(driver, password=ANOTHER_PASSWORD)
    assert driver.step == "challenge-email"
    driver.submit_code()
    assert driver.signed_in_as == ADA


def test_two_things_of_one_class_are_not_two_factors_after_a_recovery(
    front_end: str, ada: User, pocket: Pocket
):
    app_wants(factors=2)
    given.an_app(ada, pocket)
    driver = proved_mail(front_end, pocket)
    driver.enter_app_code()
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.message_keys == [RECOVERED]


@pytest.mark.one_front_end
def test_a_passkey_that_was_there_before_counts(front_end: str, ada: User, pocket: Pocket):
    app_wants(factors=2)
    given.a_passkey(ada, pocket)
    driver = proved_mail(front_end, pocket)
    assert driver.step == "challenge-passkey"
    driver.use_passkey()
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["email", "passkey"]


@pytest.mark.one_front_end
def test_recovery_with_required_second_proof_refuses_user_without_one(
    front_end: str, ada: User, pocket: Pocket
):
    changes_want(factors=2, if_enrolled=False)
    driver = proved_mail(front_end, pocket)
    assert driver.message_keys == ["oie.selfservice.reset.password.not.allowed"]
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_denied_recovery_waits_on_the_page_and_is_explained_by_mail(front_end: str, ada: User):
    passwords(reset_allowed=False)
    driver = make(front_end)
    recovering(driver)
    (mail,) = letters(ADA)
    assert mail.code == ""
    driver.submit_code("000000")
    assert driver.step == "challenge-email"
    at_password(driver)
    assert "recover" not in driver.forms


def test_a_reset_ends_every_session_and_every_attempt(front_end: str, ada: User, pocket: Pocket):
    elsewhere, midway = make(front_end), make(front_end)
    sign_in(elsewhere)
    at_password(midway)
    proved_mail(front_end, pocket).reset_password(ANOTHER_PASSWORD)
    assert elsewhere.signed_in_as is None
    midway.password(PASSWORD)
    assert midway.message_keys == ["idx.session.expired"]


def reset_by_administrator() -> None:
    reset_password(user().pk, actor=owner(), now=timezone.now())


def opened(browser: HostedDriver) -> HostedDriver:
    browser.open(newest(ADA).link)
    press(browser)
    return browser


def test_admin_reset_removes_the_password_and_the_link_sets_another(
    here: HostedDriver, elsewhere: HostedDriver, ada: User
):
    sign_in(elsewhere)
    reset_by_administrator()
    assert elsewhere.signed_in_as is None
    assert user().status == Status.RECOVERY
    opened(here).reset_password(ANOTHER_PASSWORD)
    assert here.signed_in_as == ADA
    assert user().status == Status.ACTIVE


def test_meanwhile_the_old_password_opens_nothing(front_end: str, ada: User):
    reset_by_administrator()
    driver = make(front_end)
    sign_in(driver)
    assert driver.errors == [("", "incorrectPassword")]


def test_the_link_of_an_administrator_works_once(here: HostedDriver, elsewhere: HostedDriver, ada: User):
    reset_by_administrator()
    opened(here).reset_password(ANOTHER_PASSWORD)
    elsewhere.open(newest_link())
    assert elsewhere.step == ENDED


def newest_link() -> str:
    return next(letter.link for letter in reversed(letters(ADA)) if letter.link)


def test_an_administrators_mail_does_not_stand_in_for_the_app(here: HostedDriver, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    here.pocket = pocket
    reset_by_administrator()
    opened(here)
    assert here.step == "challenge-totp"
    here.enter_app_code()
    here.reset_password(ANOTHER_PASSWORD)
    assert here.signed_in_as == ADA


def test_sign_in_after_an_admin_reset_requires_two_factors(here: HostedDriver, ada: User):
    app_wants(factors=2)
    reset_by_administrator()
    opened(here).reset_password(ANOTHER_PASSWORD)
    assert here.message_keys == [RECOVERED]
    assert user().status == Status.ACTIVE
    sign_in(here, password=ANOTHER_PASSWORD)
    assert here.step == "challenge-email"


def test_the_link_of_an_administrator_runs_out(here: HostedDriver, ada: User, clock: time_machine.Traveller):
    reset_by_administrator()
    link = newest(ADA).link
    clock.shift(8 * 24 * 3600)
    here.open(link)
    assert here.message_keys == ["idx.expired.activation.token"]
