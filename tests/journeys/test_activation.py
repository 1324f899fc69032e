"""Activation of a user added by an administrator, by the link of one mail."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.lifecycle import Status
from accounts.lifecycle.invitations import ActivationMethod, reset_password, send_activation
from accounts.models import Challenge
from flows.domain.transaction import Intent
from policies.models import PasswordOutcome
from tests.actors import ANOTHER_PASSWORD, a_user, hide_who_exists, sign_up_policy
from tests.journeys import given
from tests.journeys.admin_actions import a_claim, add, owner, suspend
from tests.journeys.drivers import HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.policy_settings import app_wants
from tests.journeys.rows import everything
from tests.journeys.stories import (
    ADA,
    EMAIL,
    PASSCODE,
    PASSWORD,
    fill_in,
    press,
    proofs_of,
    recovering,
    sign_in,
    user,
)
from tests.journeys.user_devices import Pocket


def send_again() -> None:
    send_activation(user().pk, actor=owner(), now=timezone.now())


def begun(browser: HostedDriver) -> HostedDriver:
    browser.open(newest(ADA).link)
    press(browser)
    assert browser.step == "enroll-password"
    return browser


def test_the_mail_carries_a_link_and_no_code(here: HostedDriver):
    add(ADA)
    (mail,) = letters(ADA)
    assert urlsplit(mail.link).path.startswith("/activate/")
    assert mail.code == ""


def test_the_link_leads_to_a_password_and_in(here: HostedDriver):
    add(ADA)
    begun(here).choose_password(PASSWORD)
    assert here.signed_in_as == ADA
    assert (user().status, user().email_verified) == ("ACTIVE", True)
    assert proofs_of(here) == ["email", "password"]


@pytest.mark.one_front_end
def test_the_password_works_from_then_on(here: HostedDriver, front_end: str):
    add(ADA)
    begun(here).choose_password(PASSWORD)
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_opening_the_link_changes_nothing(here: HostedDriver):
    add(ADA)
    link = newest(ADA).link
    before = everything()
    for _ in range(3):
        here.open(link)
        here.client.head(urlsplit(link).path)
    assert everything() == before


def test_beginning_does_not_spend_the_link(here: HostedDriver, elsewhere: HostedDriver):
    add(ADA)
    begun(here)
    assert Challenge.objects.get().used_at is None
    assert user().status == "PROVISIONED"


def test_an_activation_that_was_broken_off_can_begin_again(here: HostedDriver, elsewhere: HostedDriver):
    add(ADA)
    begun(here)
    begun(elsewhere).choose_password(PASSWORD)
    assert elsewhere.signed_in_as == ADA


def test_of_two_that_were_begun_only_one_ends_well(here: HostedDriver, elsewhere: HostedDriver):
    add(ADA)
    begun(here)
    begun(elsewhere).choose_password(PASSWORD)
    here.choose_password("another password for the same")
    assert here.signed_in_as is None
    sign_in(here)
    assert here.signed_in_as == ADA


def test_a_used_link_says_so(here: HostedDriver, elsewhere: HostedDriver):
    add(ADA)
    link = newest(ADA).link
    begun(here).choose_password(PASSWORD)
    elsewhere.open(link)
    assert elsewhere.message_keys == ["idx.missing.activation.token"]
    assert elsewhere.status >= 400


def test_the_link_works_for_seven_days(here: HostedDriver, clock: time_machine.Traveller):
    add(ADA)
    link = newest(ADA).link
    clock.shift(timedelta(days=7, seconds=-1))
    here.open(link)
    assert here.status == 200
    clock.shift(timedelta(seconds=1))
    here.open(link)
    assert here.message_keys == ["idx.expired.activation.token"]


def test_a_newer_mail_replaces_the_older(here: HostedDriver):
    add(ADA)
    old = newest(ADA).link
    send_again()
    here.open(old)
    assert here.step == "ended"
    begun(here).choose_password(PASSWORD)
    assert here.signed_in_as == ADA


@pytest.mark.parametrize("path", ["/activate/nothing", "/activate/a.b.c", "/activate/" + "x" * 400])
def test_a_mangled_link_says_so(here: HostedDriver, path: str):
    add(ADA)
    here.open(path)
    assert here.step == "ended"
    assert here.status >= 400


def test_a_link_with_one_letter_changed_opens_nothing(here: HostedDriver):
    add(ADA)
    link = newest(ADA).link
    here.open(link[:-1] + ("A" if link[-1] != "A" else "B"))
    assert here.step == "ended"


def test_link_of_a_suspended_or_deactivated_user_is_dead(here: HostedDriver):
    add(ADA)
    link = newest(ADA).link
    begun(here).choose_password(PASSWORD)
    suspend(user())
    here.open(link)
    assert here.step == "ended"


@pytest.mark.one_front_end
def test_invited_address_cannot_be_taken_by_a_sign_up(front_end: str):
    add(ADA)
    driver = make(front_end)
    fill_in(driver)
    assert driver.errors == [(EMAIL, "registration.error.notUniqueWithinOrg")]


def test_invited_user_may_sign_in_by_a_mailed_code_instead(front_end: str):
    add(ADA)
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    assert driver.step == "challenge-email"
    driver.submit_code(newest(ADA).code)
    assert driver.step == "enroll-password"
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().status == "ACTIVE"


def test_link_suffices_where_passwords_are_disabled(here: HostedDriver):
    sign_up_policy(password_page="none")
    add(ADA)
    here.open(newest(ADA).link)
    press(here)
    assert here.step == "done"
    here.complete()
    assert here.signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.parametrize("start", [ActivationMethod.STAGED, ActivationMethod.ACTIVATION_MAIL])
def test_added_user_recovers_by_mail_into_an_active_account(front_end: str, start: ActivationMethod):
    add(ADA, start)
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest(ADA).code)
    assert driver.step in ("enroll-password", "reset-password"), driver.message_keys
    driver.send(driver.main, {PASSCODE: PASSWORD})
    assert driver.signed_in_as == ADA, driver.message_keys
    assert (user().status, user().email_verified) == ("ACTIVE", True)


def test_staged_user_comes_by_a_mailed_code(front_end: str):
    add(ADA, ActivationMethod.STAGED)
    driver = make(front_end)
    fill_in(driver)
    assert driver.errors == [(EMAIL, "registration.error.notUniqueWithinOrg")]
    driver.begin()
    driver.identify(ADA)
    assert driver.step == "challenge-email"
    driver.submit_code(newest(ADA).code)
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert (user().status, user().email_verified) == ("ACTIVE", True)


def test_staged_user_with_a_password_waits_for_the_activation(front_end: str):
    a_user(ADA, PASSWORD, status=Status.STAGED, email_verified=False)
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as is None
    assert user().status == "STAGED"


@pytest.mark.parametrize("intent", [Intent.SIGN_IN, Intent.RECOVER])
def test_staged_user_looks_like_any_other_when_accounts_are_hidden(front_end: str, intent: Intent):
    hide_who_exists()
    add(ADA, ActivationMethod.STAGED)
    seen = []
    for address in (ADA, "nobody@example.com"):
        driver = make(front_end)
        driver.begin(intent)
        driver.identify(address)
        seen.append((driver.step, driver.forms, driver.errors, driver.message_keys))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("allowed", [True, False])
def test_reset_of_an_unverified_account_ends_in_a_session(here: HostedDriver, allowed: bool, pocket: Pocket):
    PasswordOutcome.objects.update(reset_allowed=allowed)
    raise_version()
    stranger = a_claim(ADA, ANOTHER_PASSWORD)
    given.an_app(stranger, pocket)
    app_wants(factors=2)
    reset_password(stranger.pk, actor=owner(), now=timezone.now())
    here.open(newest(ADA).link)
    press(here)
    here.send(here.main, {PASSCODE: PASSWORD})
    assert here.message_keys == ["idx.recovery.completed"], (
        "the mail is one factor: the next sign-in asks for two"
    )
    sign_in(here)
    assert here.step == "challenge-email"
    here.submit_code()
    assert here.signed_in_as == ADA, (here.step, here.message_keys)
    assert (user().status, user().email_verified) == ("ACTIVE", True)
