"""The modules of OpenID's plan ``oidcc-basic-certification-test-plan``, as tests of our own."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Http
from django.utils import timezone

from accounts.models import User
from tests.actors import PASSWORD
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import refused
from tests.oidc.conformance.steps import come_in, whole_way
from tests.oidc.parties import header, payload

pytestmark = pytest.mark.django_db


def configuration(app: RelyingParty) -> dict[str, Any]:
    base = app.base if app.issuer else ""
    said: dict[str, Any] = app.http.get(f"{base}/.well-known/openid-configuration").json()
    return said


@pytest.mark.parametrize("issuer", ["", "default"])
def test_oidcc_server(app: RelyingParty, issuer: str):
    """A code gives an ID token that holds, and an access token that userinfo takes."""
    app.issuer = issuer
    tokens = whole_way(come_in(app))
    assert tokens["token_type"].lower() == "bearer"
    assert tokens["expires_in"] > 0
    said = payload(tokens["id_token"])
    assert {"iss", "sub", "aud", "exp", "iat", "nonce"} <= set(said)


def test_oidcc_response_type_missing(app: RelyingParty):
    """A request without a response type is an error that is returned to the app."""
    answer = Http().get(app.authorize_url(response_type=""))
    assert app.read(answer["Location"])["error"] in ("invalid_request", "unsupported_response_type")


def test_oidcc_idtoken_signature(browser: FromAppHosted):
    """The ID token names a published key and is signed with it by RS256."""
    named = header(whole_way(browser)["id_token"])
    keys = browser.app.http.get(f"{browser.app.base}/v1/keys").json()["keys"]
    assert (named["alg"], named["kid"] in [one["kid"] for one in keys]) == ("RS256", True)
    assert {one["use"] for one in keys} == {"sig"}


def test_oidcc_idtoken_unsigned(app: RelyingParty):
    """Nothing is offered that would not be signed."""
    assert configuration(app)["id_token_signing_alg_values_supported"] == ["RS256"]


def test_oidcc_userinfo_get(browser: FromAppHosted):
    """Userinfo answers a GET, and its ``sub`` is that of the ID token."""
    whole_way(browser)


def test_oidcc_userinfo_post_header(browser: FromAppHosted):
    """Userinfo answers a POST with the token in its header."""
    token = browser.tokens()["access_token"]
    answer = browser.app.http.post(
        f"{browser.app.base}/v1/userinfo", headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, "sub" in answer.json()) == (200, True)


def test_oidcc_userinfo_post_body(browser: FromAppHosted):
    """A token in a form is refused, which the suite allows with a warning."""
    token = browser.tokens()["access_token"]
    answer = browser.app.http.post(f"{browser.app.base}/v1/userinfo", {"access_token": token})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(app: RelyingParty):
    """A nonce may be left out, and there is none in the token then."""
    assert "nonce" not in payload(come_in(app, nonce="").tokens()["id_token"])


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("openid profile", {"name", "given_name", "preferred_username"}),
        ("openid email", {"email", "email_verified"}),
    ],
    ids=["profile", "email"],
)
def test_oidcc_scope(app: RelyingParty, scope: str, claims: set[str]):
    """Userinfo holds the claims of the requested scope, and the answer names the scope."""
    tokens = come_in(app, scope=scope).tokens()
    assert tokens["scope"] == scope
    told = app.userinfo(tokens["access_token"]).json()
    assert claims <= set(told)
    assert ("email" in told, "name" in told) == ("email" in claims, "name" in claims)


@pytest.mark.parametrize("scope", ["address", "phone"])
def test_oidcc_scope_that_is_not_offered(app: RelyingParty, scope: str):
    """The suite skips a scope that discovery does not name; it is ignored (Core 1.0 §3.1.2.1)."""
    assert scope not in configuration(app)["scopes_supported"]
    assert come_in(app, scope=f"openid {scope}").tokens()["scope"] == "openid"


def test_oidcc_scope_all(app: RelyingParty):
    """All scopes of discovery at once."""
    everything = " ".join(configuration(app)["scopes_supported"])
    tokens = come_in(app, scope=everything).tokens()
    assert set(tokens["scope"].split()) == set(everything.split())


def test_oidcc_ensure_other_scope_order_succeeds(app: RelyingParty):
    """``openid`` need not come first."""
    assert "id_token" in come_in(app, scope="email openid").tokens()


@pytest.mark.parametrize("display", ["page", "popup"])
def test_oidcc_display(app: RelyingParty, display: str):
    """A wish for how pages look does no harm."""
    whole_way(come_in(app, display=display))


@pytest.mark.parametrize(
    "name", ["ui_locales", "claims_locales"], ids=["oidcc-ui-locales", "oidcc-claims-locales"]
)
def test_oidcc_locales(app: RelyingParty, name: str):
    """Languages that are not there do no harm either."""
    whole_way(come_in(app, **{name: "se de-CH-1901"}))


def test_oidcc_prompt_login(browser: FromAppHosted):
    """A signed-in user authenticates again, and ``auth_time`` is later."""
    first = payload(browser.tokens()["id_token"])["auth_time"]
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        browser.begin(prompt="login")
        assert browser.step == "step-up"
        browser.send("step-up", {})
        browser.password(PASSWORD)
        assert payload(browser.tokens()["id_token"])["auth_time"] > first


def test_oidcc_prompt_none_not_logged_in(app: RelyingParty):
    """Without a session: an error, and no page."""
    answer = Http().get(app.authorize_url(prompt="none"))
    assert app.read(answer["Location"])["error"] == "login_required"


def test_oidcc_prompt_none_logged_in(browser: FromAppHosted):
    """With a session: the same user at the same time, and no page."""
    first = payload(browser.tokens()["id_token"])
    browser.begin(prompt="none")
    again = payload(browser.tokens()["id_token"])
    assert (again["sub"], again["auth_time"]) == (first["sub"], first["auth_time"])


def test_oidcc_max_age_1(browser: FromAppHosted):
    """A proof of more than a second ago has to be given again."""
    first = payload(browser.tokens()["id_token"])["auth_time"]
    with time_machine.travel(timezone.now() + timedelta(seconds=3)):
        browser.begin(max_age="1")
        assert browser.step == "step-up"
        browser.send("step-up", {})
        browser.password(PASSWORD)
        assert payload(browser.tokens()["id_token"])["auth_time"] > first


def test_oidcc_max_age_10000(browser: FromAppHosted):
    """A proof of less than that counts, and the token says when it was."""
    first = payload(browser.tokens()["id_token"])
    browser.begin(max_age="10000")
    again = payload(browser.tokens()["id_token"])
    assert (again["sub"], again["auth_time"]) == (first["sub"], first["auth_time"])


def test_oidcc_ensure_request_with_unknown_parameter_succeeds(app: RelyingParty):
    """What is not understood is passed over."""
    whole_way(come_in(app, extra="foobar"))


def test_oidcc_id_token_hint(browser: FromAppHosted):
    """The one who is meant is signed in: an answer without a page."""
    token = browser.tokens()["id_token"]
    browser.begin(prompt="none", id_token_hint=token)
    assert payload(browser.tokens()["id_token"])["sub"] == payload(token)["sub"]


def test_oidcc_login_hint(app: RelyingParty):
    """Whatever is in it, users can sign in."""
    whole_way(come_in(app, login_hint="buffy@example.com"))


def test_oidcc_ensure_request_with_acr_values_succeeds(app: RelyingParty):
    """A wish for a class is met or passed over; the token says which class it was."""
    offered = configuration(app)["acr_values_supported"]
    for wished in (offered[0], "1 2"):
        assert payload(come_in(app, acr_values=wished).tokens()["id_token"])["acr"] in offered


@pytest.mark.parametrize("seconds", [0, 30], ids=["oidcc-codereuse", "oidcc-codereuse-30seconds"])
def test_oidcc_codereuse(browser: FromAppHosted, seconds: int):
    """A code that comes again gives nothing and ends what it gave."""
    code, tokens = browser.answer["code"], browser.tokens()
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        refused(browser.app.exchange(code))
        assert browser.app.userinfo(tokens["access_token"]).status_code == 401


def test_oidcc_ensure_registered_redirect_uri(app: RelyingParty):
    """An address that is not registered gets an error page and no redirect."""
    answer = Http().get(app.authorize_url(redirect_uri="https://payroll.example/other"))
    assert (answer.status_code, "Location" in answer) == (400, False)


def test_oidcc_ensure_post_request_succeeds(app: RelyingParty):
    """An authorization request may be posted."""
    browser = FromAppHosted(app)
    browser._go(browser.client.post(f"{app.base}/v1/authorize", app.request()))
    browser.identify("ada@example.com")
    browser.password(PASSWORD)
    whole_way(browser)


def test_oidcc_server_client_secret_post(browser: FromAppHosted):
    """A secret in the form; the other way, by HTTP Basic, is the one beside it."""
    assert "client_secret_post" in configuration(browser.app)["token_endpoint_auth_methods_supported"]
    whole_way(browser)


def test_oidcc_server_client_secret_basic(browser: FromAppHosted):
    """The plan's other modules prove the client by HTTP Basic."""
    app = browser.app
    assert "client_secret_basic" in configuration(app)["token_endpoint_auth_methods_supported"]
    proof = b64encode(f"{app.client.client_id}:{app.secret}".encode()).decode()
    app.secret, app.http = "", Http(headers={"authorization": f"Basic {proof}"})
    whole_way(browser)


@pytest.mark.parametrize("name", ["request", "request_uri"])
def test_oidcc_request_object_is_rejected_as_unsupported(app: RelyingParty, name: str):
    """Discovery says that there are none, and a client that sends one gets an error."""
    assert configuration(app)[f"{name}_parameter_supported"] is False
    answer = Http().get(app.authorize_url(**{name: "https://payroll.example/request.jwt"}))
    assert app.read(answer["Location"])["error"] == f"{name}_not_supported"


def test_oidcc_ensure_request_object_with_redirect_uri(app: RelyingParty):
    """An address that is not registered is not saved by one inside a request object."""
    answer = Http().get(app.authorize_url(redirect_uri="https://payroll.example/other", request="eyJ"))
    assert (answer.status_code, "Location" in answer) == (400, False)


def test_oidcc_claims_essential(app: RelyingParty):
    """Claims are given by scopes: a single requested claim is ignored, which is a warning."""
    assert configuration(app)["claims_parameter_supported"] is False
    asked = json.dumps({"userinfo": {"name": {"essential": True}}})
    whole_way(come_in(app, scope="openid", claims=asked))


def test_oidcc_refresh_token(app: RelyingParty, ada: User):
    """A refresh gives tokens about the same sign-in, to the same client only."""
    browser = come_in(app, scope="openid offline_access")
    tokens = whole_way(browser)
    other = an_app("Wiki", public=False)
    refused(other.refresh(tokens["refresh_token"]))
    again = app.refresh(tokens["refresh_token"]).json()
    before, after = payload(tokens["id_token"]), app.claims(again["id_token"], nonce=False)
    same = ("iss", "sub", "aud", "auth_time")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert after["iat"] >= before["iat"]
    assert after["sub"] == ada.public_id
    assert app.userinfo(again["access_token"]).status_code == 200


def test_oidcc_ensure_request_with_valid_pkce_succeeds(browser: FromAppHosted):
    """S256; without it nothing is given (every test here sends it)."""
    assert configuration(browser.app)["code_challenge_methods_supported"] == ["S256"]
    whole_way(browser)


def test_oidcc_without_pkce(browser: FromAppHosted):
    """Not a module: the suite's own client sends no challenge in the others."""
    browser.begin(code_challenge="", code_challenge_method="")
    answer = browser.app.exchange(browser.answer["code"], code_verifier="")
    assert answer.status_code == 200, answer.content
    assert browser.app.claims(answer.json()["id_token"])["aud"] == browser.app.client.client_id
