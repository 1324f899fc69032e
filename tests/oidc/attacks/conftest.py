"""Attacks begin with one app, Ada who uses it, and an attacker with an account of their own."""

import pytest

from accounts.models import User
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, MALLORY, signed_in


@pytest.fixture(autouse=True)
def _open(key: object) -> None:
    """Let users sign up, with a signing key that is there already."""
    sign_up_policy()


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


@pytest.fixture
def mallory() -> User:
    return a_user(MALLORY, PASSWORD)


@pytest.fixture
def app() -> RelyingParty:
    return an_app(client={"post_logout_redirect_uris": "https://payroll.example/bye"})


@pytest.fixture
def victim(ada: User, app: RelyingParty) -> FromAppHosted:
    """Ada's browser, signed in."""
    return signed_in(app, ADA)


@pytest.fixture
def attacker(mallory: User, app: RelyingParty) -> FromAppHosted:
    """Mallory's browser, signed in by way of the very same app."""
    return signed_in(same_app(app), MALLORY, ip_address="203.0.113.66")


def same_app(app: RelyingParty) -> RelyingParty:
    """The app in another browser: what it remembers there is not what it remembers here."""
    return RelyingParty(app.client, app.secret)
