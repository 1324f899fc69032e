"""The IDX API, by a plain HTTP client on another origin: every answer is read by its headers too."""

import pytest
import requests

from tests.browser.users import letter
from tests.foreign.apps import ORIGIN, Registered
from tests.foreign.users import PASSWORD, AtTheApp, party
from tests.journeys.driver import SIGNED_IN

pytestmark = pytest.mark.processes

ADA = "ada.json@example.com"


@pytest.fixture(scope="module")
def ada(registered: Registered) -> str:
    """Return a user who has signed up at an app's own pages."""
    user = AtTheApp(registered, "timesheet", ORIGIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.PUBLIC_URL", registered.server.url)
        user.sign_up(ADA)
        assert user.step == SIGNED_IN
        claims = user.app.claims(user.tokens()["id_token"])
    assert (claims["email"], claims["email_verified"], claims["groups"]) == (ADA, True, ["Example people"])
    return ADA


def test_user_who_signed_up_at_the_app_signs_in_there(registered: Registered, ada: str):
    user = AtTheApp(registered, "timesheet", ORIGIN)
    user.sign_in(ada)
    tokens = user.tokens()
    assert user.app.claims(tokens["id_token"])["amr"] == ["pwd"]
    assert user.app.userinfo(tokens["access_token"]).json()["email"] == ada


def test_an_unknown_username_at_an_app_with_sign_up_is_offered_an_account(registered: Registered):
    user = AtTheApp(registered, "timesheet", ORIGIN)
    user.begin()
    user.identify("nobody.json@example.com")
    assert (user.status, user.message_keys) == (400, ["idx.unknown.user"])
    assert "select-enroll-profile" in user.forms


def test_an_unknown_username_at_an_app_without_sign_up_learns_nothing(registered: Registered):
    user = AtTheApp(registered, "archive", ORIGIN)
    user.begin()
    assert "select-enroll-profile" not in user.forms
    user.identify("nobody.json@example.com")
    assert user.step == "challenge-password"


def test_a_forgotten_password_is_replaced_at_the_app(registered: Registered):
    address = "bo.json@example.com"
    AtTheApp(registered, "timesheet", ORIGIN).sign_up(address)
    user = AtTheApp(registered, "timesheet", ORIGIN)
    user.begin()
    user.identify(address)
    user.recover()
    user.submit_code(letter(registered.server, address, 2).code)
    user.reset_password(PASSWORD + " again")
    assert user.step == SIGNED_IN
    assert user.app.claims(user.tokens()["id_token"])["email"] == address


def test_second_factor_enrolled_at_the_app_is_prompted_at_next_sign_in(registered: Registered):
    address = "cy.json@example.com"
    newcomer = AtTheApp(registered, "vault", ORIGIN)
    newcomer.sign_up(address)
    assert newcomer.step == "enroll-totp"
    newcomer.set_up_app()
    assert newcomer.step == SIGNED_IN, newcomer.document
    user = AtTheApp(registered, "vault", ORIGIN)
    user.pocket = newcomer.pocket
    user.sign_in(address)
    assert user.step == "challenge-totp"
    user.enter_app_code()
    assert set(user.app.claims(user.tokens()["id_token"])["amr"]) >= {"pwd", "otp", "mfa"}


def test_missing_values_are_requested_at_the_app_once(registered: Registered, ada: str):
    user = AtTheApp(registered, "directory", ORIGIN)
    user.sign_in(ada)
    assert user.step == "profile-update"
    user.send("profile-update", {"userProfile.organization": "Orchard"})
    assert user.app.claims(user.tokens()["id_token"])["email"] == ada
    again = AtTheApp(registered, "directory", ORIGIN)
    again.sign_in(ada)
    assert again.step == SIGNED_IN


PATHS = (
    "/oauth2/default/v1/interact",
    "/oauth2/default/v1/token",
    "/oauth2/default/v1/userinfo",
    "/oauth2/default/v1/revoke",
    "/idp/idx/introspect",
    "/idp/idx/challenge/answer",
)
ASKED = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.mark.parametrize("path", PATHS)
def test_only_a_registered_origin_may_read_answers(registered: Registered, path: str):
    for origin, allowed in ((ORIGIN, ORIGIN), ("https://evil.example", None), (f"{ORIGIN}:8443", None)):
        address = registered.server.url + path
        asked = requests.options(address, headers={"Origin": origin, **ASKED}, timeout=120)
        posted = requests.post(address, headers={"Origin": origin}, timeout=120)
        for answer in (asked, posted):
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            said = [name for name in answer.headers if name.lower().startswith("access-control-")]
            assert bool(said) is bool(allowed)
            assert "Origin" in answer.headers["Vary"]


def test_confidential_client_is_refused_without_its_secret(registered: Registered):
    app = party(registered, "payroll")
    app.secret = ""
    refused = app.interact()
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
