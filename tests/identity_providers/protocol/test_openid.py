"""Sign-ins at an OpenID provider over HTTP."""

import logging
from threading import Event
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from identity_providers.client_secrets import seal_secret
from identity_providers.protocol import document_cache
from identity_providers.protocol.authorization_response import AuthorizationResponse
from identity_providers.protocol.client import authorization_url, identity_from
from identity_providers.protocol.failures import UpstreamFailure
from identity_providers.protocol.parameters import new_secrets
from identity_providers.protocol.provider_metadata import METADATA
from identity_providers.protocol.verification_keys import KEYS
from outbound import client as outbound_client
from outbound.request import MAX_BYTES, Limits
from tests.identity_providers.protocol.sign_ins import (
    CALLBACK,
    failure_of,
    provider_at,
    query_of,
    sign_in,
)
from tests.identity_providers.upstream import CLIENT_ID, SECRET, Upstream, basic_credentials
from tests.tables import each


def test_request_has_state_nonce_and_pkce(upstream: Upstream):
    secrets = new_secrets("transaction")
    url = authorization_url(provider_at(upstream), secrets, CALLBACK, login_hint="ada@example.com")

    asked = query_of(url)
    assert url.startswith(f"{upstream.url}/authorize?")
    assert asked.pop("code_challenge") not in (secrets.verifier, "")
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": CALLBACK,
        "scope": "openid email profile",
        "state": secrets.state,
        "nonce": secrets.nonce,
        "code_challenge_method": "S256",
        "login_hint": "ada@example.com",
    }


def test_request_for_a_new_sign_in_keeps_the_query_of_the_endpoint(upstream: Upstream):
    upstream.metadata = {"authorization_endpoint": f"{upstream.url}/authorize?tenant=7"}
    asked = query_of(authorization_url(provider_at(upstream), new_secrets("a"), CALLBACK, renews=True))
    assert (asked["tenant"], asked["prompt"], asked["max_age"]) == ("7", "login", "0")


def test_code_is_exchanged_for_the_identity(upstream: Upstream):
    upstream.claims = {
        "amr": ["pwd", "otp"],
        "acr": "urn:a",
        "sid": "s1",
        "hd": "example.com",
        "unmapped": "x",
    }
    identity = sign_in(upstream)

    assert (identity.issuer, identity.subject, identity.email) == (upstream.url, "ada", "ada@example.com")
    assert (identity.amr, identity.acr, identity.sid) == (("pwd", "otp"), "urn:a", "s1")
    assert (identity.email_verified, identity.hosted_domain) == (True, "example.com")
    assert identity.claims == {"given_name": "Ada"}
    assert basic_credentials(upstream.forms[0]["authorization"]) == (CLIENT_ID, SECRET)
    assert "client_id" not in upstream.forms[0]
    assert upstream.requests["/userinfo"] == 0


def test_documents_are_kept_for_an_hour(upstream: Upstream, monkeypatch: pytest.MonkeyPatch):
    now = [0.0]
    for documents in (METADATA, KEYS):
        monkeypatch.setattr(documents, "clock", lambda: now[0])
    for at, fetched in ((0, 1), (3599, 1), (3600, 2)):
        now[0] = at
        sign_in(upstream)
        assert upstream.requests["/.well-known/openid-configuration"] == upstream.requests["/keys"] == fetched


def test_failed_document_is_fetched_again_after_seconds(upstream: Upstream, monkeypatch: pytest.MonkeyPatch):
    now = [0.0]
    monkeypatch.setattr(METADATA, "clock", lambda: now[0])
    path = "/.well-known/openid-configuration"
    upstream.replies[path] = lambda: (503, {})
    for _ in range(3):
        assert failure_of(upstream) == "unavailable metadata_status"
    assert upstream.requests[path] == 1
    del upstream.replies[path]
    now[0] = 10
    assert sign_in(upstream).subject == "ada"


def test_few_documents_are_kept(upstream: Upstream, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(document_cache, "MAX_DOCUMENTS", 2)
    for path in ("/a", "/b", "/c"):
        failure_of(upstream, provider_at(upstream, issuer=upstream.url + path))
    assert len(METADATA._entries) == 1


@each(
    "metadata, code",
    [
        ({"issuer": "https://other.example"}, "metadata_issuer"),
        ({"issuer": None}, "metadata_incomplete"),
        ({"jwks_uri": 7}, "metadata_incomplete"),
        ({"token_endpoint": ""}, "metadata_incomplete"),
        ({"authorization_endpoint": None}, "metadata_authorization_endpoint"),
        ({"authorization_endpoint": "http://id.example/authorize"}, "metadata_authorization_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)//"}, "metadata_authorization_endpoint"),
        ({"authorization_endpoint": "https://id.example/;\n"}, "metadata_authorization_endpoint"),
        ({"token_endpoint": "https://169.254.169.254/"}, "token_refused_address"),
        ({"token_endpoint": "file:///etc/passwd"}, "token_refused_url"),
        ({"jwks_uri": "https://10.0.0.1/keys"}, "keys_refused_address"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "token_auth_method"),
    ],
)
def test_wrong_metadata_is_refused(metadata: dict[str, Any], code: str, upstream: Upstream):
    METADATA.clear()
    upstream.metadata = metadata
    assert failure_of(upstream) == f"unavailable {code}"


@each("document", [[], "a", None, 1, {"issuer": {}}])
def test_metadata_of_another_shape_is_refused(document: Any, upstream: Upstream):
    METADATA.clear()
    upstream.replies["/.well-known/openid-configuration"] = lambda: (200, document)
    assert failure_of(upstream) == "unavailable metadata_incomplete"


PATHS = {
    "/.well-known/openid-configuration": "metadata",
    "/token": "token",
    "/keys": "keys",
    "/userinfo": "userinfo",
}


@each("path", PATHS)
def test_broken_endpoint_is_unavailable(path: str, upstream: Upstream):
    upstream.claims = {"given_name": None}
    for reply, reason in (
        ((302, {}), "302" if path == "/token" else "status"),
        ((500, b"<h1>Sorry</h1>"), "status"),
        ((200, b"<h1>Welcome</h1>"), "content_type"),
        ((200, b"{"), "response"),
        ((200, b'"' + b"a" * MAX_BYTES + b'"'), "too_large"),
    ):
        METADATA.clear()
        KEYS.clear()
        upstream.replies = {path: lambda reply=reply: reply}
        assert failure_of(upstream) == f"unavailable {PATHS[path]}_{reason}"
    assert upstream.requests["/elsewhere"] == 0


def test_provider_that_is_down_or_slow_is_unavailable(upstream: Upstream, monkeypatch: pytest.MonkeyPatch):
    down = provider_at(upstream, issuer="http://127.0.0.1:9")
    assert failure_of(upstream, down) == "unavailable metadata_connect"

    over = Event()
    upstream.replies["/token"] = lambda: (200, {"a": over.wait(30)})
    short = Limits(seconds=0.2)
    monkeypatch.setitem(outbound_client.post.__kwdefaults__, "limits", short)
    assert failure_of(upstream) == "unavailable token_time"
    over.set()


@each(
    "reply, code",
    [
        ((400, {"error": "invalid_grant", "error_description": "secret"}), "rejected token_invalid_grant"),
        ((200, {"error": "bad_verification_code"}), "rejected token_invalid_grant"),
        ((401, {"error": "invalid_client"}), "unavailable token_invalid_client"),
        ((400, {"error": "<script>"}), "unavailable token_400"),
        ((400, {"error": ["a"]}), "unavailable token_400"),
        ((400, []), "unavailable token_400"),
        ((200, []), "rejected id_token_missing"),
        ((200, {"id_token": 1}), "rejected id_token_missing"),
        ((200, {"id_token": "a\r\nb"}), "rejected id_token_missing"),
        ((200, {"id_token": "a", "token_type": "mac"}), "rejected token_type"),
        ((200, {"id_token": "a", "token_type": None}), "rejected token_type"),
    ],
)
def test_token_response_is_read_strictly(reply: tuple[int, Any], code: str, upstream: Upstream):
    upstream.replies["/token"] = lambda: reply
    assert failure_of(upstream) == code


@each(
    "response, code",
    [
        ({"error": "access_denied"}, "cancelled error_access_denied"),
        ({"error": "user_cancelled_authorize"}, "cancelled error_user_cancelled_authorize"),
        ({"error": "server_error"}, "unavailable error_server_error"),
        ({"error": "invalid_scope"}, "unavailable error_invalid_scope"),
        ({"error": "login_required"}, "rejected error_login_required"),
        ({"error": "<script>"}, "rejected error_other"),
        ({"error": "access_denied", "issuer": "https://other.example"}, "rejected iss"),
        ({"issuer": "https://other.example"}, "rejected iss"),
        ({"issuer": ""}, "rejected iss_missing"),
        ({"code": ""}, "rejected code_missing"),
        ({"code": "a" * 5000}, "rejected code_missing"),
        ({"code": "unknown"}, "rejected token_invalid_grant"),
    ],
)
def test_response_is_checked_before_anything_is_sent(response: dict[str, str], code: str, upstream: Upstream):
    assert failure_of(upstream, **response) == code
    assert len(upstream.forms) == (code == "rejected token_invalid_grant")


def test_response_without_issuer_is_accepted_if_none_is_announced(upstream: Upstream):
    upstream.metadata = {"authorization_response_iss_parameter_supported": False}
    assert sign_in(upstream, issuer="").subject == "ada"


def test_code_of_another_sign_in_is_rejected(upstream: Upstream):
    """PKCE: the code is bound to the request that the browser began."""
    other = upstream.authorize(authorization_url(provider_at(upstream), new_secrets("b"), CALLBACK))
    assert failure_of(upstream, code=other["code"]) == "rejected token_invalid_grant"


@each(
    "methods, secret, sent",
    [
        (None, SECRET, "header"),
        (["client_secret_post", "client_secret_basic"], SECRET, "header"),
        (["client_secret_post"], SECRET, "body"),
        (["client_secret_post"], "", "nothing"),
    ],
)
def test_client_authenticates_as_the_provider_says(methods: Any, secret: str, sent: str, upstream: Upstream):
    METADATA.clear()
    upstream.metadata = {"token_endpoint_auth_methods_supported": methods}
    sealed = seal_secret(secret, "public") if secret else ""
    sign_in(upstream, provider_at(upstream, sealed_secret=sealed))

    form = upstream.forms.pop()
    assert bool(form["authorization"]) is (sent == "header")
    assert form.get("client_secret") == (secret if sent == "body" else None)
    assert form.get("client_id") == (None if sent == "header" else CLIENT_ID)


def test_secret_of_another_provider_is_not_sent(upstream: Upstream):
    provider = provider_at(upstream, sealed_secret=seal_secret(SECRET, "another"))
    assert failure_of(upstream, provider) == "unavailable secret_unreadable"
    assert upstream.forms == []


def test_request_under_a_removed_key_ends_without_an_error(upstream: Upstream, settings: Settings):
    settings.ENCRYPTION_KEYS = f"old:{'o' * 40}"
    provider, secrets = provider_at(upstream), new_secrets("transaction")
    answer = upstream.authorize(authorization_url(provider, secrets, CALLBACK))
    settings.ENCRYPTION_KEYS = f"new:{'n' * 40}"
    response = AuthorizationResponse(answer["code"], answer["iss"])
    renewed = provider_at(upstream)
    with pytest.raises(UpstreamFailure, match="request_key"):
        identity_from(renewed, response, secrets, CALLBACK, now=timezone.now())


def test_missing_claims_come_from_userinfo(upstream: Upstream):
    upstream.claims = {"given_name": None, "email": None, "email_verified": None}
    upstream.userinfo = {
        "sub": "ada",
        "given_name": "Augusta",
        "email": "a@b.example",
        "email_verified": True,
    }
    identity = sign_in(upstream)
    assert (identity.claims["given_name"], identity.email) == ("Augusta", "a@b.example")
    assert identity.email_verified

    upstream.userinfo = {**upstream.userinfo, "sub": "eve"}
    assert failure_of(upstream) == "rejected userinfo_sub"
    upstream.userinfo = None
    assert failure_of(upstream) == "rejected userinfo_sub"


@each(
    "signed, userinfo, expected",
    [
        ({"email_verified": None}, {"email": "other@example.com", "email_verified": True}, False),
        ({"email_verified": None}, {"email": "ada@example.com", "email_verified": True}, True),
        ({"email_verified": None}, {"email_verified": True}, False),
        ({}, {"email": "ada@example.com", "email_verified": False}, True),
        ({"email_verified": False}, {"email": "ada@example.com", "email_verified": True}, False),
        ({"email": None}, {"email": "ada@example.com"}, False),
        ({"email": None}, {"email": "ada@example.com", "email_verified": True}, True),
    ],
)
def test_document_verifies_the_address_that_it_names(
    signed: dict[str, Any], userinfo: dict[str, Any], expected: bool, upstream: Upstream
):
    upstream.claims = {"given_name": None, **signed}
    upstream.userinfo = {"sub": "ada", **userinfo}
    identity = sign_in(upstream)
    assert (identity.email, identity.email_verified) == ("ada@example.com", expected)


def test_only_the_signed_token_says_what_a_sign_in_is_worth(upstream: Upstream):
    upstream.claims = {"given_name": None}
    worth = {"amr": ["mfa"], "acr": "high", "auth_time": 1, "sid": "s", "hd": "example.com"}
    upstream.userinfo = {"sub": "ada", **worth}
    identity = sign_in(upstream)
    assert (identity.amr, identity.acr, identity.sid, identity.hosted_domain) == ((), "", "", "")
    assert identity.authenticated_at is None


@each(
    "value, expected",
    [
        ("Ada", "Ada"),
        ("é" * 1000, "é" * 1000),
        ("a" * 1001, None),
        ("a\x00b", None),
        ("a\nb", None),
        ("\ud800", None),
        (7, None),
        (["Ada"], None),
        ({"a": "b"}, None),
    ],
    ids=repr,
)
def test_mapped_claim_is_a_text_of_one_line(value: Any, expected: str | None, upstream: Upstream):
    upstream.claims = {"given_name": value}
    assert sign_in(upstream).claims.get("given_name") == expected


def test_failure_is_logged_without_values(upstream: Upstream, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    upstream.claims = {"nonce": "wrong-nonce", "sub": "ada-the-subject"}
    failure_of(upstream)

    (line,) = caplog.records
    logged = {name: getattr(line, name) for name in ("provider", "reason", "code")}
    assert logged == {"provider": "public", "reason": "rejected", "code": "id_token_nonce"}
    assert line.levelno == logging.WARNING
    assert "wrong-nonce" not in str(line.__dict__)
    failure_of(upstream, error="access_denied")
    assert caplog.records[-1].levelno == logging.INFO
