"""The cases run against a confidential app that knows both issuers, and a user with a whole profile."""

import pytest

from accounts.models import User
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.conformance.steps import ADA, AFTER, come_in


@pytest.fixture(autouse=True)
def ada(key: object) -> User:
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app() -> RelyingParty:
    return an_app(public=False, client={"post_logout_redirect_uris": AFTER})


@pytest.fixture
def browser(app: RelyingParty) -> FromAppHosted:
    """Return a user who has signed in by way of the app; the answer waits there."""
    return come_in(app)
