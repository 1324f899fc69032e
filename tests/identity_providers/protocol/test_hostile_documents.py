"""Whatever JSON a provider sends, a sign-in ends with an identity or a failure that has a code."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from identity_providers.domain.presets import ProviderKind
from identity_providers.protocol.failures import UpstreamFailure
from identity_providers.protocol.provider_metadata import METADATA
from identity_providers.protocol.verification_keys import KEYS
from tests.identity_providers.protocol.sign_ins import provider_at, sign_in
from tests.identity_providers.upstream import ADA, Upstream

SURROGATES = "a\ud800\x00"
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(SURROGATES)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
METADATA_NAMES = [
    *("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"),
    *("token_endpoint_auth_methods_supported", "authorization_response_iss_parameter_supported"),
]
CLAIM_NAMES = [
    *("iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash", "auth_time", "tid", "oid"),
    *("email", "email_verified", "hd", "amr", "acr", "sid", "given_name", "preferred_username"),
]
KEY_NAMES = ["kty", "kid", "use", "alg", "key_ops", "n", "e", "crv", "x", "y", "d", "issuer", "x5c"]
KEY_VALUES = st.sampled_from(
    ["RSA", "EC", "OKP", "oct", "one", "sig", "P-256", "Ed25519", "AQAB", "A" * 342, "="]
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def some(names: list[str], values: Any = ANYTHING) -> Any:
    return st.dictionaries(st.sampled_from(names), values | ANYTHING, max_size=len(names)) | ANYTHING


def try_to_sign_in(upstream: Upstream, **fields: Any) -> None:
    METADATA.clear()
    KEYS.clear()
    with suppress(UpstreamFailure):
        identity = sign_in(upstream, provider_at(upstream, **fields), issuer="")
        values = [identity.subject, identity.email, identity.acr, *identity.amr, *identity.claims.values()]
        assert all(isinstance(value, str) for value in values)
        # What databases refuse.
        json.dumps(values, ensure_ascii=False).encode()
        assert "\\u0000" not in json.dumps(values)


@QUICK
@given(document=some(METADATA_NAMES))
def test_any_metadata(upstream: Upstream, document: Any):
    upstream.metadata = document if isinstance(document, dict) else {}
    upstream.replies = {} if isinstance(document, dict) else {_discovery: lambda: (200, document)}
    try_to_sign_in(upstream)


_discovery = "/.well-known/openid-configuration"


@QUICK
@given(
    status=st.sampled_from([200, 201, 400, 401, 503]), document=some(["id_token", "access_token", "error"])
)
@example(status=200, document={"id_token": "a.b.c", "access_token": "a", "token_type": {}})
def test_any_token_response(upstream: Upstream, status: int, document: Any):
    upstream.replies = {"/token": lambda: (status, document)}
    try_to_sign_in(upstream)


@QUICK
@given(claims=some(CLAIM_NAMES), kind=st.sampled_from(list(ProviderKind)))
def test_any_claims(upstream: Upstream, claims: Any, kind: ProviderKind):
    upstream.metadata = {"authorization_response_iss_parameter_supported": False}
    upstream.claims = claims if isinstance(claims, dict) else {}
    upstream.userinfo = claims
    try_to_sign_in(upstream, kind=kind)


@QUICK
@given(keys=st.lists(some(KEY_NAMES, KEY_VALUES), max_size=3) | ANYTHING)
@example(keys=[{"kty": "RSA", "n": "A" * 342, "e": "AQAB", "use": ["sig"], "key_ops": ["verify"]}])
@example(keys=[{"kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"}])
@example(keys=[{"kty": "OKP", "crv": "Ed25519", "x": "="}])
def test_any_keys(upstream: Upstream, keys: Any):
    upstream.replies = {"/keys": lambda: (200, {"keys": keys})}
    try_to_sign_in(upstream)


@QUICK
@given(header=some(["alg", "kid", "typ", "crit", "b64", "jwk", "x5c"]), payload=ANYTHING)
def test_any_token(upstream: Upstream, header: Any, payload: Any):
    upstream.id_token = lambda _claims: f"{_part(header)}.{_part(payload)}.AAAA"
    try_to_sign_in(upstream)


@QUICK
@given(user=some(["id", "login", "email", "name"]), addresses=some(["email", "primary", "verified"]))
def test_any_github_account(upstream: Upstream, user: Any, addresses: Any):
    upstream.user, upstream.addresses = (user if isinstance(user, dict) else dict(ADA)), [addresses]
    upstream.replies = {"/api/v3/user": lambda: (200, user)}
    try_to_sign_in(upstream, kind=ProviderKind.GITHUB)


def _part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
