"""A password that was forgotten on the way to an app: what the flow accepts, the tokens accept."""

from typing import Any

import pytest

from accounts.models import User
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user
from tests.journeys import given
from tests.journeys.apps.app_users import FromApp, FromAppHosted, from_app
from tests.journeys.apps.relying_party import an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import app_wants
from tests.journeys.user_devices import Pocket

pytestmark = pytest.mark.one_front_end

ADA = "ada@example.com"


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


def recover(user: FromApp) -> None:
    user.begin()
    user.identify(ADA)
    user.recover()
    user.submit_code(newest(ADA).code)
    if user.step == "challenge-totp":
        user.enter_app_code()
    user.reset_password(ANOTHER_PASSWORD)


@pytest.mark.parametrize("has_app", [False, True], ids=["nothing-more", "authenticator-app"])
@pytest.mark.parametrize(
    "wanted", [{"password": True}, {"knowledge": True}, {"password": True, "factors": 2}]
)
def test_recovery_for_an_app_that_wants_a_password_ends_in_tokens(
    front_end: str, ada: User, pocket: Pocket, wanted: dict[str, Any], has_app: bool
):
    app_wants(**wanted)
    if has_app:
        given.an_app(ada, pocket)
    app = an_app()
    user = from_app(front_end, app, pocket=pocket)
    recover(user)
    if user.step != SIGNED_IN:
        # A new password adds no factor to the mail that let it be chosen.
        assert wanted.get("factors") == 2
        return
    tokens = user.tokens()
    assert "pwd" not in app.claims(tokens["id_token"])["amr"]
    assert app.userinfo(tokens["access_token"]).status_code == 200


def test_recovered_session_answers_a_second_app_that_wants_a_password(ada: User, pocket: Pocket):
    app_wants(password=True)
    user = FromAppHosted(an_app(), pocket=pocket)
    recover(user)
    user.tokens()
    user.app = another = an_app("Library")
    user.begin()
    assert another.userinfo(user.tokens()["access_token"]).status_code == 200


def test_recovered_password_is_no_second_factor_for_an_app(ada: User, pocket: Pocket):
    user = FromAppHosted(an_app(), pocket=pocket)
    recover(user)
    app_wants(factors=2)
    assert user.app.exchange(user.answer["code"]).json()["error"] == "invalid_grant"
