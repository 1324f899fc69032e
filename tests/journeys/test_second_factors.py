"""Signing in where the app wants two factors, by whatever the user has."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from accounts.lifecycle import support
from accounts.models import User
from tests.actors import a_user
from tests.journeys import given, texts
from tests.journeys.admin_actions import owner
from tests.journeys.drivers import ENDED, Driver, make
from tests.journeys.mailbox import letters
from tests.journeys.policy_settings import app_wants, changes_want, enrollment_for_all
from tests.journeys.stories import ADA, PASSCODE, PASSWORD, at_password, proofs_of, sign_in, user
from tests.journeys.user_devices import Pocket

WRONG_APP_CODE = "authfactor.challenge.soft_token.invalid_passcode"
USED_APP_CODE = "authfactor.challenge.soft_token.used_passcode"


@pytest.fixture
def ada() -> User:
    app_wants(factors=2)
    enrollment_for_all(phone="optional", security_question="optional")
    return a_user(ADA, PASSWORD)


def proved_password(front_end: str, pocket: Pocket, **known: str) -> Driver:
    driver = make(front_end, pocket=pocket, **known)
    sign_in(driver)
    assert driver.signed_in_as is None
    return driver


def test_the_password_alone_is_not_enough(front_end: str, ada: User, pocket: Pocket):
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-email"
    driver.submit_code()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["password", "email"]


def test_password_and_authenticator_app(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-totp"
    driver.enter_app_code()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["password", "totp"]


@pytest.mark.one_front_end
def test_older_hash_is_renewed_by_the_first_factor(
    front_end: str, ada: User, pocket: Pocket, settings: Settings
):
    given.an_app(ada, pocket)
    before = settings.ARGON2_TIME_COST
    settings.ARGON2_TIME_COST = before + 1
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-totp"
    ada.refresh_from_db()
    assert f"t={before + 1}," in ada.password
    driver.enter_app_code()
    assert driver.signed_in_as == ADA


def test_password_and_text_message(front_end: str, ada: User, pocket: Pocket):
    given.a_phone(ada)
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-phone"
    assert texts.texts() == [], "nobody is woken before they ask"
    driver.ask_for_text()
    driver.enter_text_code()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["password", "phone"]


@pytest.mark.one_front_end
def test_password_and_recovery_code(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    given.recovery_codes_for(ada, pocket)
    driver = proved_password(front_end, pocket)
    driver.choose("recovery_code")
    assert driver.step == "challenge-recovery-code"
    driver.enter_recovery_code()
    assert driver.signed_in_as == ADA


def test_a_recovery_code_works_once(front_end: str, ada: User, pocket: Pocket):
    given.recovery_codes_for(ada, pocket)
    code = pocket.sheet[0]
    first, second = proved_password(front_end, pocket), proved_password(front_end, pocket)
    for driver in (first, second):
        driver.choose("recovery_code")
    first.enter_recovery_code()
    assert first.signed_in_as == ADA
    second.submit_code(code)
    assert second.errors == [(PASSCODE, "ssr.recovery_code.wrong")]
    second.enter_recovery_code()
    assert second.signed_in_as == ADA


@pytest.mark.one_front_end
def test_a_sheet_without_codes_is_not_offered(front_end: str, ada: User, pocket: Pocket):
    given.recovery_codes_for(ada, pocket)
    for number in range(10):
        driver = proved_password(front_end, pocket, ip_address=f"192.0.2.{number}")
        if driver.step != "challenge-recovery-code":
            driver.choose("recovery_code")
        driver.enter_recovery_code()
        assert driver.signed_in_as == ADA
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-email"
    assert "select-authenticator-authenticate" not in driver.forms


@pytest.mark.one_front_end
def test_a_security_question_is_no_second_factor_beside_a_password(front_end: str, ada: User, pocket: Pocket):
    given.a_question(ada)
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-email"
    assert "select-authenticator-authenticate" not in driver.forms


@pytest.mark.one_front_end
def test_password_and_a_temporary_access_code_are_one_class(front_end: str, ada: User, pocket: Pocket):
    support.replace_access_code(ada, timezone.now(), actor=owner())
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-email"


def test_a_temporary_access_code_stands_for_a_lost_password(front_end: str, ada: User):
    code = support.replace_access_code(ada, timezone.now(), actor=owner())
    driver = make(front_end)
    at_password(driver)
    assert "access_code" in driver.offered
    driver.choose("access_code")
    driver.submit_code("not-the-code-at-all")
    assert driver.errors == [(PASSCODE, "ssr.access_code.wrong")]
    driver.submit_code(code)
    assert driver.step == "challenge-email"
    driver.submit_code()
    assert driver.signed_in_as == ADA
    other = make(front_end)
    at_password(other)
    assert "access_code" not in other.offered


@pytest.mark.one_front_end
def test_a_temporary_access_code_runs_out(front_end: str, ada: User, clock: time_machine.Traveller):
    support.replace_access_code(ada, timezone.now(), actor=owner(), lifetime=timedelta(minutes=10))
    clock.shift(timedelta(minutes=10))
    driver = make(front_end)
    at_password(driver)
    assert "access_code" not in driver.offered


def test_a_passkey_counts_as_both(front_end: str, ada: User, pocket: Pocket):
    given.a_passkey(ada, pocket)
    driver = make(front_end, pocket=pocket)
    at_password(driver)
    driver.choose("passkey")
    assert driver.step == "challenge-passkey"
    driver.use_passkey()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["passkey"]


def test_a_passkey_that_does_not_know_its_user_is_one_factor(front_end: str, ada: User, pocket: Pocket):
    given.a_passkey(ada, pocket, verifies_user=False)
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-passkey"
    driver.use_passkey()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["password", "passkey"]


def test_passkey_signs_in_on_the_first_page_without_a_username(front_end: str, ada: User, pocket: Pocket):
    given.a_passkey(ada, pocket)
    driver = make(front_end, pocket=pocket)
    driver.come_with_passkey()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["passkey"]


def test_unknown_passkey_opens_nothing(front_end: str, ada: User, pocket: Pocket):
    given.a_passkey(ada, pocket)
    stranger = make(front_end)
    stranger.pocket.device.create(
        {"rp": {"id": "localhost"}, "user": {"id": "c29tZWJvZHk"}, "challenge": "eA"}
    )
    stranger.come_with_passkey()
    assert stranger.message_keys == ["ssr.passkey.not_accepted"]
    assert stranger.step == "identify"


def test_passkey_without_user_verification_opens_no_first_page(front_end: str, ada: User, pocket: Pocket):
    given.a_passkey(ada, pocket, verifies_user=False)
    driver = make(front_end, pocket=pocket)
    driver.come_with_passkey()
    assert driver.message_keys == ["ssr.passkey.not_accepted"]


@pytest.mark.one_front_end
def test_last_used_authenticator_is_prompted_for_first(front_end: str, ada: User, pocket: Pocket, clock):
    given.an_app(ada, pocket)
    given.recovery_codes_for(ada, pocket)
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-totp"
    assert driver.offered == ["email", "recovery_code"]
    driver.choose("recovery_code")
    driver.enter_recovery_code()
    clock.shift(timedelta(minutes=1))
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-recovery-code"
    driver.choose("totp")
    driver.enter_app_code()
    clock.shift(timedelta(minutes=1))
    assert proved_password(front_end, pocket).step == "challenge-totp"


@pytest.mark.one_front_end
def test_sign_in_begins_with_email_after_the_last_one_did(front_end: str, ada: User, pocket: Pocket):
    driver = make(front_end)
    at_password(driver)
    driver.choose("email")
    driver.submit_code()
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    assert driver.step == "challenge-email"
    assert driver.offered == ["password"]


def test_alternative_can_be_chosen_and_undone(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    driver = proved_password(front_end, pocket)
    driver.choose("email")
    assert driver.step == "challenge-email"
    driver.choose("totp")
    driver.enter_app_code()
    assert driver.signed_in_as == ADA


def test_a_code_of_the_app_works_once(
    front_end: str, ada: User, pocket: Pocket, clock: time_machine.Traveller
):
    given.an_app(ada, pocket)
    proved_password(front_end, pocket).enter_app_code()
    again = proved_password(front_end, pocket)
    again.submit_code(pocket.app.same_code() if pocket.app else "")
    assert again.errors == [(PASSCODE, USED_APP_CODE)]
    clock.shift(timedelta(seconds=30))
    again.submit_code(pocket.app.same_code() if pocket.app else "")
    assert again.errors == [(PASSCODE, USED_APP_CODE)]
    again.enter_app_code()
    assert again.signed_in_as == ADA


@pytest.mark.one_front_end
def test_a_code_of_the_app_is_too_old_after_a_minute(
    front_end: str, ada: User, pocket: Pocket, clock: time_machine.Traveller
):
    given.an_app(ada, pocket)
    driver = proved_password(front_end, pocket)
    code = pocket.app_code()
    clock.shift(timedelta(seconds=60))
    driver.submit_code(code)
    assert driver.errors == [(PASSCODE, WRONG_APP_CODE)]


@pytest.mark.one_front_end
def test_a_clock_that_jumps_back_does_not_make_a_used_code_new(
    front_end: str, ada: User, pocket: Pocket, clock: time_machine.Traveller
):
    given.an_app(ada, pocket)
    driver = proved_password(front_end, pocket)
    old = pocket.app_code()
    clock.shift(timedelta(seconds=30))
    driver.enter_app_code()
    assert driver.signed_in_as == ADA
    clock.shift(timedelta(seconds=-30))
    again = proved_password(front_end, pocket)
    again.submit_code(old)
    assert again.errors == [(PASSCODE, USED_APP_CODE)]


@pytest.mark.one_front_end
def test_a_right_code_forgives_the_wrong_ones_before_it(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    for _ in range(2):
        driver = proved_password(front_end, pocket)
        for _ in range(3):
            driver.submit_code("000000")
        driver.enter_app_code()
        assert driver.signed_in_as == ADA


def test_guesses_at_the_second_factor_run_out(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    driver = proved_password(front_end, pocket)
    for _ in range(12):
        driver.submit_code("000000")
    driver.enter_app_code()
    assert driver.signed_in_as is None


@pytest.mark.one_front_end
def test_user_with_missing_factors_enrolls_during_the_sign_in(front_end: str, ada: User, pocket: Pocket):
    app_wants(factors=2, device_bound=True)
    driver = proved_password(front_end, pocket)
    driver.prove_address()
    assert driver.step == "select-enroll"
    assert driver.offered == ["passkey", "totp"]
    assert "skip" not in driver.forms
    driver.choose("totp")
    driver.set_up_app()
    assert driver.signed_in_as == ADA
    assert "Authenticator app" in " ".join(letter.text for letter in letters(ADA))
    assert proved_password(front_end, pocket).step == "challenge-totp"


@pytest.mark.one_front_end
def test_setting_up_more_may_take_a_second_proof_first(front_end: str, ada: User, pocket: Pocket):
    app_wants(factors=2, device_bound=True)
    changes_want(factors=2, if_enrolled=False)
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-email"
    driver.submit_code()
    assert driver.step == "select-enroll"


def test_enrollment_needs_an_earlier_proof(front_end: str, ada: User):
    app_wants(phishing_resistant=True)
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    assert driver.step == "challenge-password"


def test_where_nothing_can_be_set_up_the_end_names_the_app(front_end: str, ada: User, pocket: Pocket):
    app_wants(phishing_resistant=True)
    enrollment_for_all(passkey="not_allowed")
    driver = proved_password(front_end, pocket)
    assert driver.step == ENDED
    assert driver.message_keys == ["oie.assurance.unsatisfiable"]
    assert "Dashboard" in driver.words


@pytest.mark.one_front_end
def test_account_policy_that_denies_all_enrollment_ends_it_too(front_end: str, ada: User, pocket: Pocket):
    app_wants(phishing_resistant=True)
    changes_want(allowed=False)
    driver = proved_password(front_end, pocket)
    assert driver.message_keys == ["oie.assurance.unsatisfiable"]


def test_disallowed_authenticator_proves_nothing(front_end: str, ada: User, pocket: Pocket):
    given.an_app(ada, pocket)
    enrollment_for_all(totp="not_allowed")
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-email"
    assert "select-authenticator-authenticate" not in driver.forms


@pytest.mark.one_front_end
def test_authenticator_excluded_by_the_app_does_not_count(front_end: str, ada: User, pocket: Pocket):
    given.a_phone(ada)
    app_wants(factors=2, excluded=frozenset({"email", "phone"}))
    driver = proved_password(front_end, pocket)
    assert driver.step == "challenge-phone", "it is proved for the account, not for the app"
    driver.ask_for_text()
    driver.enter_text_code()
    assert driver.step == "select-enroll"
    driver.choose("passkey")
    driver.make_passkey()
    assert driver.signed_in_as == ADA
    assert user().has_authenticators
