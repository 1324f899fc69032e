"""What a browser is remembered for: a second factor, staying signed in, and no mail about a new one."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as project

from accounts.models import Event, RememberedDevice, User
from tests.actors import a_user
from tests.journeys.drivers import HostedDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.policy_settings import app_wants, protection, session_wants
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSWORD,
    recovering,
    sign_in,
    sign_out,
    signed_up,
    user,
)


@pytest.fixture(autouse=True)
def _ada_is_here() -> None:
    a_user(ADA, PASSWORD)


def two_factors(browser: HostedDriver) -> None:
    """Sign in with the required second factor."""
    sign_in(browser)
    assert browser.step == "challenge-email"
    browser.submit_code()
    assert browser.signed_in_as == ADA


def again(browser: HostedDriver) -> None:
    """Sign out and come back with the password alone."""
    sign_out(browser)
    sign_in(browser)


def cookie_age(browser: HostedDriver) -> object:
    return browser.client.cookies[project.SESSION_COOKIE_NAME]["max-age"]


def test_second_factor_is_required_every_time(here: HostedDriver):
    session_wants(further_factor=True, prompt="always")
    two_factors(here)
    again(here)
    assert here.step == "challenge-email"


def test_second_factor_is_required_on_a_new_device_only(here: HostedDriver, elsewhere: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    two_factors(here)
    again(here)
    assert here.signed_in_as == ADA
    two_factors(elsewhere)


def test_device_with_a_password_alone_is_new_for_a_second_factor(here: HostedDriver):
    sign_in(here)
    session_wants(further_factor=True, prompt="new_device")
    again(here)
    assert here.step == "challenge-email"


def test_second_factor_is_required_again_after_some_time(here: HostedDriver, clock: time_machine.Traveller):
    session_wants(further_factor=True, prompt="after", further_minutes=30)
    two_factors(here)
    clock.shift(timedelta(minutes=29))
    again(here)
    assert here.signed_in_as == ADA
    clock.shift(timedelta(minutes=2))
    again(here)
    assert here.step == "challenge-email"


def test_a_sign_in_without_the_factor_does_not_begin_its_time_anew(
    here: HostedDriver, clock: time_machine.Traveller
):
    session_wants(further_factor=True, prompt="after", further_minutes=30)
    two_factors(here)
    for _ in range(2):
        clock.shift(timedelta(minutes=14))
        again(here)
        assert here.signed_in_as == ADA
    clock.shift(timedelta(minutes=3))
    again(here)
    assert here.step == "challenge-email"


def test_a_new_password_forgets_every_device(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    two_factors(here)
    other = make("hosted")
    recovering(other)
    other.submit_code()
    other.reset_password(ANOTHER_PASSWORD)
    sign_in(here, password=ANOTHER_PASSWORD)
    assert here.step == "challenge-email"


def test_device_cookie_copied_to_another_user_is_not_trusted(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    a_user("bo@example.org", PASSWORD)
    two_factors(here)
    sign_out(here)
    sign_in(here, "bo@example.org")
    assert here.step == "challenge-email"


def test_client_of_the_idx_api_proves_the_factor_each_time():
    session_wants(further_factor=True, prompt="new_device")
    for _ in range(2):
        driver = make("idx")
        sign_in(driver)
        assert driver.step == "challenge-email"
        driver.submit_code()
        assert driver.signed_in_as == ADA


def test_stay_signed_in_is_offered(front_end: str):
    session_wants(persistent=True)
    app_wants(keep_me_signed_in=True)
    driver = make(front_end)
    sign_in(driver)
    assert driver.step == "keep-me-signed-in"
    assert driver.signed_in_as is None
    driver.keep(yes=False)
    assert driver.signed_in_as == ADA


def test_yes_keeps_the_session_when_the_browser_is_closed(here: HostedDriver, elsewhere: HostedDriver):
    session_wants(persistent=True)
    app_wants(keep_me_signed_in=True)
    sign_in(here)
    here.keep(yes=True)
    assert here.signed_in_as == ADA
    assert cookie_age(here)
    sign_in(elsewhere)
    elsewhere.keep(yes=False)
    assert cookie_age(elsewhere) == ""


def test_stay_signed_in_is_not_offered_too_soon_and_the_answer_is_kept(
    here: HostedDriver, clock: time_machine.Traveller
):
    session_wants(persistent=True)
    app_wants(keep_me_signed_in=True, ask_again_days=7)
    sign_in(here)
    here.keep(yes=True)
    clock.shift(timedelta(days=6))
    sign_in(here)
    assert here.signed_in_as == ADA
    assert cookie_age(here)
    clock.shift(timedelta(days=2))
    sign_in(here)
    assert here.step == "keep-me-signed-in"


def test_sessions_of_the_browser_have_no_stay_signed_in_prompt(front_end: str):
    app_wants(keep_me_signed_in=True)
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_every_browser_stays_signed_in_without_the_prompt(here: HostedDriver):
    session_wants(persistent=True)
    sign_in(here)
    assert cookie_age(here)


def test_an_administrators_browser_never_stays(here: HostedDriver):
    User.objects.filter(login=ADA).update(is_staff=True)
    session_wants(persistent=True)
    app_wants(keep_me_signed_in=True)
    sign_in(here)
    if here.step == "keep-me-signed-in":
        here.keep(yes=True)
    assert here.signed_in_as == ADA
    assert cookie_age(here) == ""


def new_sign_ins() -> int:
    return sum("New sign-in" in letter.subject for letter in letters(ADA))


def test_sign_in_from_a_new_browser_is_mailed_and_the_next_is_not(
    here: HostedDriver, elsewhere: HostedDriver
):
    sign_in(here)
    before = new_sign_ins()
    sign_in(elsewhere)
    assert new_sign_ins() == before + 1
    told = letters(ADA)[-1].text
    assert "Chrome on Windows" in told
    again(elsewhere)
    assert new_sign_ins() == before + 1


def test_the_mail_can_be_switched_off(here: HostedDriver, elsewhere: HostedDriver):
    protection(new_device_mail=False)
    sign_in(here)
    sign_in(elsewhere)
    assert new_sign_ins() == 0


def test_sign_up_sends_no_notice_of_its_own_browser(front_end: str):
    User.objects.all().delete()
    driver = signed_up(front_end)
    assert driver.signed_in_as == user().login
    assert new_sign_ins() == 0


def copy_of(browser: HostedDriver) -> HostedDriver:
    """Return another browser with a copy of the device cookie."""
    thief = HostedDriver(ip_address="203.0.113.50")
    cookie = browser.client.cookies[project.DEVICE_COOKIE_NAME]
    thief.client.cookies[project.DEVICE_COOKIE_NAME] = cookie.value
    return thief


def changed_password(browser: HostedDriver) -> None:
    """Choose a new password in this browser."""
    sign_out(browser)
    recovering(browser)
    browser.submit_code()
    browser.reset_password(ANOTHER_PASSWORD)
    assert browser.signed_in_as == ADA


def test_copied_device_cookie_after_a_new_password_is_not_trusted(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    two_factors(here)
    thief = copy_of(here)
    changed_password(here)
    two_factors_again(here)
    sign_in(thief, password=ANOTHER_PASSWORD)
    assert thief.step == "challenge-email"
    again_by(here, ANOTHER_PASSWORD)
    assert here.signed_in_as == ADA


def two_factors_again(browser: HostedDriver) -> None:
    """Sign in with the new password, and give the factor if it is required."""
    again_by(browser, ANOTHER_PASSWORD)
    if browser.step == "challenge-email":
        browser.submit_code()
    assert browser.signed_in_as == ADA


def again_by(browser: HostedDriver, password: str) -> None:
    sign_out(browser)
    sign_in(browser, password=password)


def test_device_id_of_an_earlier_epoch_is_an_event(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    two_factors(here)
    thief = copy_of(here)
    changed_password(here)
    seen = Event.objects.filter(type="device.user.stale").count()
    sign_in(thief, password=ANOTHER_PASSWORD)
    thief.submit_code()
    assert thief.signed_in_as == ADA
    assert Event.objects.filter(type="device.user.stale").count() == seen + 1
    assert RememberedDevice.objects.filter(user=user(), epoch=user().security_epoch).count() == 2


def test_device_id_within_an_epoch_stays(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    two_factors(here)
    again(here)
    assert RememberedDevice.objects.filter(user=user()).count() == 1
    assert not Event.objects.filter(type="device.user.stale").exists()


def test_copied_device_cookie_of_a_forgotten_browser_is_not_trusted(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    two_factors(here)
    thief = copy_of(here)
    RememberedDevice.objects.all().delete()
    sign_out(here)
    two_factors(here)
    sign_in(thief)
    assert thief.step == "challenge-email"


def planted() -> tuple[HostedDriver, HostedDriver]:
    """Return a planter who has signed in, and a victim's browser that holds a copy of their device cookie."""
    a_user("eve@example.org", PASSWORD)
    planter = HostedDriver(ip_address="203.0.113.50")
    sign_in(planter, "eve@example.org")
    planter.submit_code()
    assert planter.signed_in_as == "eve@example.org"
    return planter, copy_of(planter)


def test_planted_device_cookie_makes_no_browser_of_the_planter_trusted():
    session_wants(further_factor=True, prompt="new_device")
    planter, victim = planted()
    two_factors(victim)
    sign_out(planter)
    sign_in(planter)
    assert planter.step == "challenge-email"


def test_users_who_share_a_browser_both_stay_trusted(here: HostedDriver):
    session_wants(further_factor=True, prompt="new_device")
    a_user("bo@example.org", PASSWORD)
    two_factors(here)
    sign_out(here)
    sign_in(here, "bo@example.org")
    here.submit_code()
    sign_out(here)
    sign_in(here)
    assert here.signed_in_as == ADA
