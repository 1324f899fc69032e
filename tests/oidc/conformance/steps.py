"""The steps that most modules of the suite have in common."""

from typing import Any
from urllib.parse import urlencode

from accounts.models import Session
from tests.actors import PASSWORD
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty
from tests.journeys.driver import SIGNED_IN

ADA = "ada@example.com"
AFTER = "https://payroll.example/bye"


def come_in(app: RelyingParty, **asked: str) -> FromAppHosted:
    """Sign in at a request of the app, in a fresh browser."""
    browser = FromAppHosted(app)
    browser.begin(**asked)
    browser.identify(ADA)
    browser.password(PASSWORD)
    assert browser.step == SIGNED_IN
    return browser


def whole_way(browser: FromAppHosted) -> dict[str, Any]:
    """Redeem the code, check the ID token and ask userinfo about the same user; return the tokens."""
    tokens = browser.tokens()
    said = browser.app.claims(tokens["id_token"])
    told = browser.app.userinfo(tokens["access_token"])
    assert told.status_code == 200
    assert told.json()["sub"] == said["sub"]
    return tokens


def sign_out(browser: FromAppHosted, **asked: str) -> None:
    """Send a browser to the end of its session."""
    browser.answer_url = ""
    browser.open(f"{browser.app.base}/v1/logout?{urlencode(asked)}")


def is_signed_in() -> bool:
    return Session.objects.filter(user__login=ADA).exists()


def confirms(browser: FromAppHosted) -> bool:
    """Return whether the user has to confirm before anything happens."""
    return browser.status == 200 and "Sign out?" in [one.text for one in browser.page.all("h1")]
