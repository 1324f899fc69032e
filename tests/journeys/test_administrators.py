"""Administrators of a real deployment have a second factor before they see the administration."""

import re
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.identifiers import parse_email
from accounts.lifecycle.admin_access import issue_link
from accounts.models import Session, User
from tests.actors import PASSWORD, a_user
from tests.journeys.hosted import HostedDriver
from tests.journeys.stories import press, sign_in

ROOT = "root@example.com"


@pytest.fixture(autouse=True)
def _in_production(settings) -> None:
    settings.EMBEDDED = False


def come_by_link(browser: HostedDriver) -> None:
    """Open the one-time link and press its button."""
    browser.open(issue_link(parse_email(ROOT), timezone.now()))
    press(browser)


def codes_of(browser: HostedDriver) -> pyotp.TOTP:
    """Read the secret off the page that sets up an app."""
    links = [a.get("href") for a in browser.page.all("a") if a.get("href").startswith("otpauth:")]
    return pyotp.TOTP(parse_qs(urlsplit(links[0]).query)["secret"][0])


def sees_the_administration(browser: HostedDriver) -> bool:
    return browser.client.get("/admin/").status_code == 200


def set_up_an_app(browser: HostedDriver) -> pyotp.TOTP:
    browser.send("select-authenticator-enroll", {"authenticator.id": Authenticator.TOTP.value})
    codes = codes_of(browser)
    browser.submit_code(codes.now())
    return codes


def add_a_password(browser: HostedDriver) -> None:
    """The next sign-in needs something besides the app, so that is set up at once."""
    browser.send("select-authenticator-enroll", {"authenticator.id": Authenticator.PASSWORD.value})
    browser.choose_password(PASSWORD)


def test_the_one_time_link_alone_does_not_open_the_administration(here: HostedDriver):
    come_by_link(here)
    assert not sees_the_administration(here)
    assert here.url.startswith("/signin?next=")
    assert here.main == "step-up"


def test_it_leads_to_a_second_factor_and_then_in(here: HostedDriver):
    come_by_link(here)
    here.send("step-up", {})
    set_up_an_app(here)
    add_a_password(here)
    assert sees_the_administration(here)
    assert User.objects.get(login=ROOT).has_authenticators


def test_password_with_app_signs_in_afterwards_and_password_alone_does_not(here: HostedDriver, clock):
    come_by_link(here)
    here.send("step-up", {})
    codes = set_up_an_app(here)
    add_a_password(here)
    elsewhere = HostedDriver(ip_address="203.0.113.7")
    sign_in(elsewhere, ROOT)
    assert not sees_the_administration(elsewhere)
    clock.shift(60)
    elsewhere.open("/admin/")
    elsewhere.send("step-up", {})
    elsewhere.submit_code(codes.at(timezone.now()))
    assert sees_the_administration(elsewhere)


def test_user_without_roles_is_refused_after_any_proof(here: HostedDriver):
    a_user(ROOT, PASSWORD)
    sign_in(here, ROOT)
    assert here.client.get("/admin/", follow=True).status_code == 403


def test_an_administrators_session_does_not_outlive_the_browser(here: HostedDriver):
    come_by_link(here)
    assert not Session.objects.get().persistent
    assert re.search(r"max-age", str(here.client.cookies.get("sid-8000") or "").lower()) is None
