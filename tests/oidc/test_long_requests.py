"""State and nonce come back up to 8 kB; unknown scopes are ignored; errors always have a description."""

import pytest
from django.test import Client as Http

from accounts.models import User
from oidc.protocol.parameters import MAX_BYTES_OF
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.apps.app_users import FromAppHosted, FromAppIdx
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, finished, said_in, signed_in
from tests.tables import each

pytestmark = pytest.mark.django_db
MAX = MAX_BYTES_OF["state"]


@pytest.fixture
def ada(key: object) -> User:
    sign_up_policy()
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app(ada: User) -> RelyingParty:
    return an_app()


@pytest.fixture
def visitor(app: RelyingParty) -> FromAppHosted:
    return signed_in(app, ADA)


LONG = {"letters": "s" * MAX, "escaped": "%&=+ #/" * (MAX // 7), "two bytes": "é" * (MAX // 2)}


@pytest.mark.parametrize("value", LONG.values(), ids=LONG.keys())
def test_a_long_state_and_nonce_come_back(visitor: FromAppHosted, app: RelyingParty, value: str):
    visitor.begin(state=value, nonce=value)
    said = said_in(visitor.answer_url)
    assert said["state"] == value
    tokens = app.exchange(said["code"]).json()
    assert app.claims(tokens["id_token"], nonce=False)["nonce"] == value
    assert app.http.get("/oauth2/default/v1/logout", {"id_token_hint": tokens["id_token"]}).status_code != 400


@pytest.mark.parametrize("value", LONG.values(), ids=LONG.keys())
def test_a_long_state_survives_the_pages(app: RelyingParty, value: str):
    plain = app.authorize_url
    app.authorize_url = lambda *args, **asked: plain(*args, **{**asked, "state": value})  # type: ignore[method-assign]
    visitor, resume = finished(app, ADA)
    visitor._go(visitor.client.get(resume))
    assert said_in(visitor.answer_url)["state"] == value


def test_a_long_state_is_taken_at_interact(app: RelyingParty):
    visitor = FromAppIdx(app)
    visitor.begin(state="s" * MAX, nonce="n" * MAX)
    visitor.identify(ADA)
    visitor.password(PASSWORD)
    assert app.claims(visitor.tokens()["id_token"], nonce=False)["nonce"] == "n" * MAX
    answer = app.interact(nonce="n" * (MAX + 1))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


TOO_LONG = {"letters": "s" * (MAX + 1), "two bytes": "é" * (MAX // 2 + 1), "very": "s" * 100_000}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("value", TOO_LONG.values(), ids=TOO_LONG.keys())
def test_a_state_that_is_too_long_is_an_error_at_the_app(app: RelyingParty, method: str, value: str):
    """It is left out of the error; the other parameters are there."""
    asked = app.request(state=value)
    response = getattr(Http(), method)(f"{app.base}/v1/authorize", asked)
    said = said_in(response["Location"])
    assert (said["error"], "state" in said, said["iss"]) == ("invalid_request", False, app.iss)
    assert "state" in said["error_description"]


@pytest.mark.parametrize("name", ["nonce", "login_hint", "acr_values", "ui_locales", "made_up"])
def test_other_long_values_are_errors_at_the_app(app: RelyingParty, name: str):
    response = Http().get(app.authorize_url(**{name: "x" * 40_000}))
    said = said_in(response["Location"])
    assert (said["error"], said["state"]) == ("invalid_request", app.state)
    assert name in said["error_description"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["state", "nonce", "login_hint", "scope"])
def test_a_control_character_is_refused_and_comes_back_nowhere(app: RelyingParty, method: str, name: str):
    """In an address it gets no further than a page of status 400; in a form the app gets an error."""
    response = getattr(Http(), method)(f"{app.base}/v1/authorize", app.request(**{name: "a\0b"}))
    if response.status_code == 302:
        assert said_in(response["Location"])["error"] in ("invalid_request", "invalid_scope")
        assert "%00" not in response["Location"]
    else:
        assert (response.status_code, "Location" in response) == (400, False)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
@pytest.mark.parametrize("value", ["x" * 40_000, "a\0b"], ids=["long", "NUL"])
def test_a_wrong_client_or_address_is_a_page(app: RelyingParty, name: str, value: str):
    assert Http().get(app.authorize_url(**{name: value})).status_code == 400


@pytest.mark.parametrize("scope", ["openid email made-up", "made-up email openid api://x/.default"])
def test_unknown_scopes_are_ignored_and_the_answer_lists_the_rest(
    visitor: FromAppHosted, app: RelyingParty, scope: str
):
    visitor.begin(scope=scope)
    assert set(visitor.tokens()["scope"].split()) == {"openid", "email"}


def test_unknown_scopes_are_ignored_on_pages_of_the_app(app: RelyingParty):
    visitor = FromAppIdx(app)
    visitor.begin(scope="openid made-up")
    visitor.identify(ADA)
    visitor.password(PASSWORD)
    assert visitor.tokens()["scope"] == "openid"


EMPTY = [
    {"scope": "made-up"},
    {"scope": ""},
    {"response_type": "token"},
    {"response_type": "id_token token"},
    {"response_type": ""},
    {"response_mode": "jwt"},
    {"code_challenge": ""},
    {"prompt": "nothing"},
    {"prompt": "none"},
    {"max_age": "x"},
    {"request_uri": "urn:x"},
]


@each("asked", EMPTY, ids=str)
def test_every_error_at_the_app_has_a_description(app: RelyingParty, asked: dict[str, str]):
    said = said_in(Http().get(app.authorize_url(**asked))["Location"])
    assert said["error_description"].isascii()
    assert said["error_description"].strip()


BODIES = [
    {"grant_type": "password"},
    {"grant_type": "client_credentials"},
    {"grant_type": "authorization_code"},
    {"grant_type": "authorization_code", "code": "x"},
    {"grant_type": "interaction_code", "interaction_code": "x"},
    {"grant_type": "refresh_token"},
    {"grant_type": "refresh_token", "refresh_token": "x", "scope": "made-up"},
    {},
]


@each("body", BODIES, ids=str)
def test_every_error_at_the_token_endpoint_has_a_description(app: RelyingParty, body: dict[str, str]):
    said = app.token(**body).json()
    assert said["error"]
    assert said["error_description"].strip()


def test_a_login_hint_with_a_raw_plus_is_filled_in(app: RelyingParty):
    for url in (app.authorize_url(), "/signin?x=1"):
        page = Http().get(f"{url}&login_hint=ada+wiki@example.com")
        assert b'value="ada+wiki@example.com"' in page.content
