"""Strangers can't keep a user out of an embedded app: its devices are counted apart, as browsers are."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.models import RememberedDevice, User
from flows.domain.transaction import Intent
from tests.actors import ANOTHER_PASSWORD, a_user, sign_up_policy
from tests.journeys.idx import IdxDriver
from tests.journeys.mailbox import letters, newest
from tests.journeys.policy_settings import passwords, protection
from tests.journeys.stories import ADA, PASSWORD, at_password, fill_in, recovering, sign_in, user

TOKEN = "DI0aPhone4fT2kQ9xVtZw"
ORIGIN = {"Origin": "https://payroll.example"}


@pytest.fixture(autouse=True)
def ada() -> User:
    passwords(lockout_attempts=3)
    return a_user(ADA, PASSWORD)


def device(token: str = TOKEN, **headers: str) -> IdxDriver:
    """Return a client of the IDX API that presents a device token."""
    driver = IdxDriver()
    driver.client.defaults |= {
        "HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()
    }
    if token:
        driver.client.defaults["HTTP_X_DEVICE_TOKEN"] = token
    return driver


def guess(times: int = 3) -> None:
    stranger = IdxDriver(ip_address="203.0.113.66")
    at_password(stranger)
    for number in range(times):
        stranger.password(f"guess number {number} of very many")


def test_trusted_device_signs_in_while_untrusted_ones_are_locked_out():
    sign_in(device())
    guess()
    locked_out = device(token="another-device-of-a-stranger")
    sign_in(locked_out)
    assert locked_out.signed_in_as is None
    again = device()
    sign_in(again)
    assert again.signed_in_as == ADA


def test_browser_gets_a_cookie_that_counts_as_its_device():
    browser = device(token="", **ORIGIN)
    sign_in(browser)
    cookie = browser.client.cookies["DT"]
    assert cookie["httponly"]
    assert cookie["path"] == "/idp/idx/"
    guess()
    sign_in(browser)
    assert browser.signed_in_as == ADA


@pytest.mark.parametrize(("secure", "same_site"), [(True, "None"), (False, "Lax")])
def test_cookie_travels_from_registered_origins_over_tls_only(settings: Any, secure: bool, same_site: str):
    settings.SESSION_COOKIE_SECURE = secure
    browser = device(token="", **ORIGIN)
    sign_in(browser)
    cookie = browser.client.cookies["DT"]
    assert (bool(cookie["secure"]), cookie["samesite"], cookie["domain"]) == (secure, same_site, "")


def test_server_of_an_app_gets_no_cookie_and_shares_no_device():
    server = device(token="")
    sign_in(server)
    assert "DT" not in server.client.cookies
    assert not RememberedDevice.objects.exists()


@pytest.mark.parametrize("token", ["short", "x" * 129, "spaces and\ttabs in it all", "ünterschiedlich-genug"])
def test_token_that_is_too_easy_or_unreadable_counts_for_nothing(token: str):
    driver = device(token)
    sign_in(driver)
    assert driver.signed_in_as == ADA
    assert not RememberedDevice.objects.exists()


@pytest.mark.postgres
@pytest.mark.parametrize("length", [20, 36, 128])
def test_token_of_any_allowed_length_signs_in(length: int):
    driver = device("d" * length)
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_device_that_guesses_locks_the_account_as_a_browser_does():
    sign_in(device())
    again = device()
    at_password(again)
    for number in range(3):
        again.password(f"guess number {number} of very many")
    assert user().status == Status.LOCKED_OUT


def test_token_alone_makes_no_device_known():
    at_password(device())
    guess()
    claimed = device()
    sign_in(claimed)
    assert claimed.signed_in_as is None


def test_device_of_an_unverified_address_stays_a_stranger():
    sign_up_policy(email_verification=False, password_page="first")
    newcomer = device()
    fill_in(newcomer, "bo@example.org", password=PASSWORD)
    assert user("bo@example.org").is_claim
    stranger = IdxDriver(ip_address="203.0.113.66")
    at_password(stranger, "bo@example.org")
    for number in range(3):
        stranger.password(f"guess number {number} of very many")
    again = device()
    sign_in(again, "bo@example.org")
    assert again.signed_in_as is None


def test_device_is_forgotten_after_thirty_days_and_with_a_new_password(clock: time_machine.Traveller):
    sign_in(device())
    clock.shift(timedelta(days=31))
    guess()
    later = device()
    sign_in(later)
    assert later.signed_in_as is None


def test_recovery_from_a_known_device_is_not_starved_by_strangers():
    sign_in(device())
    for _ in range(10):
        stranger = IdxDriver(ip_address="203.0.113.66")
        stranger.begin(Intent.RECOVER)
        stranger.identify(ADA)
    assert stranger.step == "challenge-email"
    stranger.resend()
    assert stranger.errors
    known = device()
    recovering(known)
    known.submit_code(newest(ADA).code)
    known.reset_password(ANOTHER_PASSWORD)
    assert known.signed_in_as == ADA


def test_sign_in_from_a_new_device_is_mailed_once():
    protection(new_device_mail=True)
    User.objects.filter(login=ADA).update(last_login=timezone.now())
    for _ in range(2):
        sign_in(device())
    told = [letter for letter in letters(ADA) if "new" in letter.subject.lower()]
    assert len(told) == 1


def test_copied_token_is_worth_nothing_after_a_new_password():
    sign_in(device())
    owner = device()
    recovering(owner)
    owner.submit_code(newest(ADA).code)
    owner.reset_password(ANOTHER_PASSWORD)
    fresh = owner.new_device_token
    assert len(fresh) == 32
    guess()
    copy = device()
    sign_in(copy, password=ANOTHER_PASSWORD)
    assert copy.signed_in_as is None
    renewed = device(fresh)
    sign_in(renewed, password=ANOTHER_PASSWORD)
    assert renewed.signed_in_as == ADA
    assert not renewed.new_device_token


def test_copied_cookie_is_worth_nothing_after_a_new_password():
    owner = device(token="", **ORIGIN)
    sign_in(owner)
    copied = owner.client.cookies["DT"].value
    recovering(owner)
    owner.submit_code(newest(ADA).code)
    owner.reset_password(ANOTHER_PASSWORD)
    assert owner.client.cookies["DT"].value != copied
    guess()
    copy = device(token="", **ORIGIN)
    copy.client.cookies["DT"] = copied
    sign_in(copy, password=ANOTHER_PASSWORD)
    assert copy.signed_in_as is None


def test_planted_cookie_never_becomes_a_trusted_device():
    victim = device(token="", **ORIGIN)
    victim.client.cookies["DT"] = "a-token-that-the-planter-knows"
    sign_in(victim)
    assert victim.client.cookies["DT"].value != "a-token-that-the-planter-knows"
    guess()
    planter = device(token="", **ORIGIN)
    planter.client.cookies["DT"] = "a-token-that-the-planter-knows"
    sign_in(planter)
    assert planter.signed_in_as is None


def test_cookie_of_the_planters_own_device_does_not_become_the_victims():
    a_user("eve@example.com", PASSWORD)
    planter = device(token="", **ORIGIN)
    sign_in(planter, "eve@example.com")
    planted = planter.client.cookies["DT"].value
    victim = device(token="", **ORIGIN)
    victim.client.cookies["DT"] = planted
    sign_in(victim)
    guess()
    again = device(token="", **ORIGIN)
    again.client.cookies["DT"] = planted
    sign_in(again)
    assert again.signed_in_as is None


def test_users_who_share_a_browser_both_stay_trusted():
    a_user("bo@example.com", PASSWORD)
    shared = device(token="", **ORIGIN)
    sign_in(shared)
    sign_in(shared, "bo@example.com")
    guess()
    sign_in(shared)
    assert shared.signed_in_as == ADA


def test_copied_token_sent_as_a_cookie_takes_nothing_from_its_owner():
    a_user("eve@example.com", PASSWORD)
    sign_in(device())
    copy = device(token="", **ORIGIN)
    copy.client.cookies["DT"] = TOKEN
    sign_in(copy, "eve@example.com")
    guess()
    owner = device()
    sign_in(owner)
    assert owner.signed_in_as == ADA
    assert not owner.new_device_token


def test_outdated_token_sent_as_a_cookie_of_another_user_stays_outdated():
    a_user("eve@example.com", PASSWORD)
    sign_in(device())
    User.objects.filter(login=ADA).update(security_epoch=F("security_epoch") + 1)
    copy = device(token="", **ORIGIN)
    copy.client.cookies["DT"] = TOKEN
    sign_in(copy, "eve@example.com")
    owner = device()
    sign_in(owner)
    assert len(owner.new_device_token) == 32
