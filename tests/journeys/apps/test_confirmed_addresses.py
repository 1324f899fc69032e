"""An app that takes confirmed addresses only, and a user whose address isn't confirmed."""

import pytest

from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.driver import SIGNED_IN

ADA = "ada@example.com"


@pytest.fixture
def app() -> RelyingParty:
    a_user(ADA, PASSWORD, email_verified=False)
    return an_app(verified_addresses_only=True)


def test_sign_in_names_the_app_and_the_reason(app: RelyingParty):
    browser = FromAppHosted(app)
    browser.begin()
    browser.identify(ADA)
    browser.password(PASSWORD)
    assert browser.step == "challenge-email"
    assert "Payroll needs a confirmed email address" in browser.words
    browser.submit_code()
    assert browser.step == SIGNED_IN


def test_step_up_names_the_app_and_the_reason(app: RelyingParty):
    browser = FromAppHosted(app)
    browser.open("/signin")
    browser.identify(ADA)
    browser.password(PASSWORD)
    browser.begin()
    assert browser.step == "step-up"
    assert "Payroll needs a confirmed email address" in browser.words
    assert ADA in browser.words
    assert "To protect your account" not in browser.words
    browser.send("step-up", {})
    assert browser.step == "challenge-email"
    browser.submit_code()
    assert browser.step == SIGNED_IN
