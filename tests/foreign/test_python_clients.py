"""Authlib and requests-oauthlib against the running server, at an app with a secret."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from oauthlib.oauth2 import InvalidGrantError
from requests_oauthlib import OAuth2Session

from tests.foreign.apps import AFTERWARDS, Registered
from tests.foreign.users import FlowUser
from tests.journeys.apps.relying_party import BACK

pytestmark = pytest.mark.processes

APP = "payroll"
SCOPES = ["openid", "profile", "email", "groups", "offline_access"]


@pytest.fixture(scope="module", params=["", "default"], ids=["org", "default"])
def metadata(registered: Registered, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the issuer says about itself."""
    issuer = registered.server.url + (f"/oauth2/{request.param}" if request.param else "")
    read: dict[str, Any] = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=120).json()
    assert read["issuer"] == issuer
    return read


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries insist on TLS otherwise; this server speaks on loopback."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def authlib(registered: Registered) -> AuthlibSession:
    return AuthlibSession(
        APP, registered.secrets[APP], scope=SCOPES, redirect_uri=BACK, code_challenge_method="S256"
    )


def id_token(metadata: dict[str, Any], token: str, nonce: str) -> CodeIDToken:
    """Read an ID token as Authlib does."""
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=120).json())
    read = jwt.decode(token, keys, algorithms=["RS256"])
    wanted = {"iss": {"value": metadata["issuer"]}, "aud": {"value": APP}}
    claims = CodeIDToken(read.claims, read.header, options=wanted, params={"nonce": nonce, "client_id": APP})
    claims.validate()
    return claims


def come_in(
    registered: Registered, metadata: dict[str, Any], name: str
) -> tuple[FlowUser, AuthlibSession, dict[str, Any]]:
    """Sign up by Authlib's address with prompt=create; return the tokens too."""
    user, session, verifier = FlowUser(registered), authlib(registered), "v" * 43
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], prompt="create", nonce="once", code_verifier=verifier
    )
    back = user.sign_up(url, f"{name}{len(metadata['issuer'])}@example.com")
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
    )
    return user, session, token


def error_in(url: str) -> str:
    return parse_qs(urlsplit(url).query)["error"][0]


def test_authlib_signs_a_user_up_refreshes_introspects_and_revokes(
    registered: Registered, metadata: dict[str, Any]
):
    user, session, token = come_in(registered, metadata, "ada.authlib")
    claims = id_token(metadata, token["id_token"], "once")
    assert (claims["email_verified"], claims["groups"]) == (True, ["Example people"])
    info = session.get(metadata["userinfo_endpoint"]).json()
    assert (info["sub"], info["email"]) == (claims["sub"], claims["email"])
    first = token["refresh_token"]
    fresh = session.refresh_token(metadata["token_endpoint"], refresh_token=first)
    assert fresh["refresh_token"] != first
    asked = session.introspect_token(
        metadata["introspection_endpoint"], token=fresh["access_token"], token_type_hint="access_token"
    )
    assert (asked.json()["active"], asked.json()["sub"]) == (True, claims["sub"])
    session.revoke_token(
        metadata["revocation_endpoint"], token=fresh["refresh_token"], token_type_hint="refresh_token"
    )
    assert session.get(metadata["userinfo_endpoint"]).status_code == 401
    assert user.status == 200


def test_authlib_comes_back_with_the_session_and_goes_by_logout(
    registered: Registered, metadata: dict[str, Any]
):
    user, _, token = come_in(registered, metadata, "bo.authlib")
    session = authlib(registered)
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], prompt="none", nonce="twice", code_verifier="w" * 43
    )
    back = user.arrive(url)
    again = session.fetch_token(
        metadata["token_endpoint"], authorization_response=back, code_verifier="w" * 43, state=state
    )
    claims, before = (
        id_token(metadata, again["id_token"], "twice"),
        id_token(metadata, token["id_token"], "once"),
    )
    assert (claims["sub"], claims["auth_time"]) == (before["sub"], before["auth_time"])
    bye = f"{metadata['end_session_endpoint']}?id_token_hint={again['id_token']}"
    assert user.arrive(f"{bye}&post_logout_redirect_uri={AFTERWARDS}&state=s") == f"{AFTERWARDS}?state=s"
    assert error_in(user.arrive(url)) == "login_required"


def test_requests_oauthlib_signs_up_refreshes_and_uses_no_token_twice(
    registered: Registered, metadata: dict[str, Any]
):
    user, secret = FlowUser(registered), registered.secrets[APP]
    session = OAuth2Session(APP, scope=SCOPES, redirect_uri=BACK, pkce="S256")
    url, _ = session.authorization_url(metadata["authorization_endpoint"], prompt="create")
    back = user.sign_up(url, f"cy.oauthlib{len(metadata['issuer'])}@example.com")
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=back, client_secret=secret, include_client_id=True
    )
    assert session.get(metadata["userinfo_endpoint"]).json()["email"].startswith("cy.oauthlib")
    used, proof = token["refresh_token"], {"client_id": APP, "client_secret": secret}
    fresh = session.refresh_token(metadata["token_endpoint"], refresh_token=used, **proof)
    assert fresh["refresh_token"] != used
    with pytest.raises(InvalidGrantError):
        session.refresh_token(metadata["token_endpoint"], refresh_token=used, **proof)
    # A second use is not detected: the client stores nothing.
    assert session.get(metadata["userinfo_endpoint"]).status_code == 401


def test_requests_oauthlib_gets_an_error_without_a_signed_in_user(
    registered: Registered, metadata: dict[str, Any]
):
    session = OAuth2Session(APP, scope=SCOPES, redirect_uri=BACK, pkce="S256")
    url, state = session.authorization_url(metadata["authorization_endpoint"], prompt="none")
    back = FlowUser(registered).arrive(url)
    answer = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert (answer["error"], answer["state"], answer["iss"]) == ("login_required", state, metadata["issuer"])
