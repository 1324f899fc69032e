"""Sign-ins at a provider shaped like GitHub: OAuth without ID tokens."""

from typing import Any

from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, Provider
from identity_providers.protocol.client import authorization_url
from identity_providers.protocol.parameters import new_secrets
from tests.identity_providers.protocol.sign_ins import CALLBACK, failure_of, provider_at, query_of, sign_in
from tests.identity_providers.upstream import CLIENT_ID, SECRET, Upstream
from tests.tables import each

ADA = {"id": 583231, "login": "ada", "name": "Ada Okafor", "email": "public@example.com"}
ADDRESSES = [
    {"email": "old@example.com", "primary": False, "verified": True},
    {"email": "ada@example.com", "primary": True, "verified": True},
]


def github(upstream: Upstream, **fields: Any) -> Provider:
    mapping = (MappedAttribute("name", "displayName"),)
    return provider_at(upstream, **{"kind": ProviderKind.GITHUB, "mapping": mapping, **fields})


def test_account_is_its_number_with_the_primary_verified_address(upstream: Upstream):
    upstream.user, upstream.addresses = ADA, ADDRESSES
    identity = sign_in(upstream, github(upstream))

    assert (identity.issuer, identity.subject) == (upstream.url, "583231")
    assert (identity.email, identity.email_verified) == ("ada@example.com", True)
    assert identity.claims == {"name": "Ada Okafor", "preferred_username": "ada"}
    assert (upstream.forms[0]["client_id"], upstream.forms[0]["client_secret"]) == (CLIENT_ID, SECRET)


def test_public_service_is_used_without_an_issuer(upstream: Upstream):
    url = authorization_url(github(upstream, issuer=""), new_secrets("a"), CALLBACK, login_hint="a@b.example")
    assert url.startswith("https://github.com/login/oauth/authorize?")
    asked = query_of(url)
    assert asked["scope"] == "read:user user:email"
    assert "code_challenge" in asked
    assert not {"nonce", "login_hint", "response_mode"} & asked.keys()


@each(
    "addresses",
    [
        [],
        [{"email": "ada@example.com", "primary": True, "verified": False}],
        [{"email": "ada@example.com", "primary": False, "verified": True}],
        [{"email": "ada@example.com", "primary": "true", "verified": 1}],
        [{"email": ["ada@example.com"], "primary": True, "verified": True}],
        [1, None, []],
        {"email": "ada@example.com"},
        None,
    ],
)
def test_other_addresses_do_not_count(addresses: Any, upstream: Upstream):
    upstream.user, upstream.addresses = ADA, addresses
    identity = sign_in(upstream, github(upstream))
    assert (identity.email, identity.email_verified) == ("", False)


def test_addresses_are_not_read_without_their_scope(upstream: Upstream):
    upstream.user = ADA
    assert sign_in(upstream, github(upstream, scopes=("read:user",))).email == ""
    assert upstream.requests["/api/v3/user/emails"] == 0


@each("number", [None, "583231", 0, -1, 1.5, True, [1], 1 << 70])
def test_account_without_a_number_is_rejected(number: Any, upstream: Upstream):
    upstream.user = {**ADA, "id": number}
    assert failure_of(upstream, github(upstream)) == "rejected user_id"


@each(
    "path, reply, code",
    [
        ("/login/oauth/access_token", {"error": "bad_verification_code"}, "rejected token_invalid_grant"),
        (
            "/login/oauth/access_token",
            {"error": "redirect_uri_mismatch"},
            "unavailable token_redirect_uri_mismatch",
        ),
        ("/login/oauth/access_token", {"scope": ""}, "rejected token_missing"),
        ("/api/v3/user", [], "rejected user_id"),
        ("/api/v3/user", b"<h1>", "unavailable user_content_type"),
    ],
)
def test_unusual_answer_is_refused(path: str, reply: Any, code: str, upstream: Upstream):
    upstream.user, upstream.replies = ADA, {path: lambda: (200, reply)}
    assert failure_of(upstream, github(upstream)) == code


def test_response_may_name_the_issuer_of_github_alone(upstream: Upstream):
    upstream.user = ADA
    for issuer in ("", upstream.url, f"{upstream.url}/login/oauth"):
        assert sign_in(upstream, github(upstream), issuer=issuer).subject == "583231"
    assert failure_of(upstream, github(upstream), issuer="https://other.example") == "rejected iss"
