"""ID tokens that a provider, or someone in its place, has forged."""

import json
import time
import warnings
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from identity_providers.protocol.id_tokens import ALGORITHMS
from identity_providers.protocol.verification_keys import KEYS
from tests.identity_providers.protocol.sign_ins import failure_of, provider_at, sign_in
from tests.identity_providers.upstream import CLIENT_ID, Upstream, key
from tests.tables import each

HUGE = 10**400


@dataclass(frozen=True)
class Soon:
    """A time so many seconds from when the token is made: a table is older than its test."""

    seconds: float
    as_text: bool = False

    def now(self) -> Any:
        at = int(time.time()) + self.seconds
        return str(at) if self.as_text else at


def made_now(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value.now() if isinstance(value, Soon) else value for name, value in claims.items()}


CLAIMS = [
    ("iss", "https://other.example", "iss"),
    ("iss", None, "iss"),
    ("iss", ["x"], "iss"),
    ("aud", "other", "aud"),
    ("aud", None, "aud"),
    ("aud", ["other"], "aud"),
    ("aud", {CLIENT_ID: 1}, "aud"),
    ("aud", [CLIENT_ID, "other"], "azp"),
    ("azp", "other", "azp"),
    ("azp", [CLIENT_ID], "azp"),
    ("exp", Soon(-3600), "exp"),
    ("exp", None, "exp"),
    ("exp", Soon(60, as_text=True), "exp"),
    ("exp", float("nan"), "exp"),
    ("exp", HUGE, "exp"),
    ("exp", True, "exp"),
    ("iat", Soon(-700), "iat"),
    ("iat", Soon(3600), "iat"),
    ("iat", None, "iat"),
    ("iat", float("-inf"), "iat"),
    ("nbf", Soon(3600), "nbf"),
    ("nbf", "now", "nbf"),
    ("nonce", "another", "nonce"),
    ("nonce", None, "nonce"),
    ("nonce", 1, "nonce"),
    ("nonce", "\ud800", "nonce"),
    ("sub", "", "sub"),
    ("sub", " ", "sub"),
    ("sub", None, "sub"),
    ("sub", 7, "sub"),
    ("sub", "a" * 256, "sub"),
    ("sub", "a\x00", "sub"),
    ("sub", "\udfff", "sub"),
    ("at_hash", "another", "at_hash"),
    ("at_hash", 1, "at_hash"),
    ("at_hash", "", "at_hash"),
]


@each("claim, value, code", CLAIMS, ids=[f"{claim} {str(value)[:20]!r}" for claim, value, _code in CLAIMS])
def test_wrong_claim_is_rejected(claim: str, value: Any, code: str, upstream: Upstream):
    upstream.claims = made_now({claim: value})
    assert failure_of(upstream) == f"rejected id_token_{code}"


@each(
    "claims",
    [
        {"aud": [CLIENT_ID]},
        {"aud": [CLIENT_ID, "other"], "azp": CLIENT_ID},
        {"at_hash": None},
        {"iat": Soon(-600)},
        {"iat": Soon(30)},
        {"exp": Soon(-30)},
        {"exp": Soon(60.5)},
        {"nbf": Soon(30)},
        {"sub": "a" * 255},
        {"amr": "pwd", "acr": 1, "sid": [], "email": {"a": 1}, "email_verified": "yes"},
    ],
)
def test_unusual_but_valid_token_is_accepted(claims: dict[str, Any], upstream: Upstream):
    upstream.claims = made_now(claims)
    assert sign_in(upstream).issuer == upstream.url


PUBLIC_PEM = key("one").as_pem(private=False)
EMBEDDED = ECKey.generate_key("P-256")


def unsigned(claims: dict[str, Any]) -> str:
    return f"{_encoded({'alg': 'none', 'kid': 'one'})}.{_encoded(claims)}."


def with_public_key_as_secret(claims: dict[str, Any]) -> str:
    header = {"alg": "HS256", "kid": "one"}
    return jwt.encode(header, claims, OctKey.import_key(PUBLIC_PEM.hex()), algorithms=["HS256"])


def by_attacker(**header: Any) -> Any:
    def sign(claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", **header}, claims, key("attacker"))

    return sign


def with_embedded_key(**header: Any) -> Any:
    whole = {"alg": "ES256", "jwk": EMBEDDED.as_dict(private=False), **header}
    return lambda claims: jwt.encode(whole, claims, EMBEDDED)


def altered(claims: dict[str, Any]) -> str:
    head, _payload, signature = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key("one")).split(".")
    return f"{head}.{_encoded({**claims, 'sub': 'eve'})}.{signature}"


def typed(type: str) -> Any:
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "one", "typ": type}, claims, key("one"))


def critical(claims: dict[str, Any]) -> str:
    header = {"alg": "RS256", "kid": "one", "b64": True, "crit": ["b64"]}
    return jwt.encode(header, claims, key("one"))


def _encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


FORGED = {
    "algorithm none": (unsigned, "algorithm"),
    "HMAC with the public key": (with_public_key_as_secret, "algorithm"),
    "another key under a known kid": (by_attacker(kid="one"), "signature"),
    "another key without kid": (by_attacker(), "signature"),
    "an unknown kid": (by_attacker(kid="two"), "signature"),
    "key in the header": (with_embedded_key(), "malformed"),
    "key in the header, known kid": (with_embedded_key(kid="one"), "malformed"),
    "address of a key": (by_attacker(jku="https://eve.example/keys", kid="eve"), "signature"),
    "certificate": (by_attacker(x5u="https://eve.example/x", x5c=["AAAA"], kid="one"), "signature"),
    "altered claims": (altered, "signature"),
    "signature is cut": (lambda claims: typed("JWT")(claims)[:-9], "signature"),
    "an access token": (typed("at+jwt"), "header"),
    "a logout token": (typed("application/Logout+JWT"), "header"),
    "a critical member": (critical, "header"),
    "no token": (lambda _claims: "abc", "malformed"),
    "five parts": (lambda claims: typed("JWT")(claims) + ".a.b", "malformed"),
    "header is a list": (lambda claims: f"{_encoded(['alg'])}.{_encoded(claims)}.AAAA", "malformed"),
    "header without algorithm": (lambda claims: f"{_encoded({})}.{_encoded(claims)}.AAAA", "malformed"),
    "claims are a list": (lambda _claims: jwt_of_text(b"[]"), "malformed"),
    "claims are nested": (lambda _claims: jwt_of_text(b'{"a":' + b"[" * 50_000), "malformed"),
    "not ASCII": (lambda _claims: "é.é.é", "missing"),
}


def jwt_of_text(payload: bytes) -> str:
    return jws.serialize_compact({"alg": "RS256", "kid": "one"}, payload, key("one"))


@each("name", FORGED)
def test_forged_token_is_rejected(name: str, upstream: Upstream):
    KEYS.clear()
    upstream.id_token, code = FORGED[name]
    assert failure_of(upstream) == f"rejected id_token_{code}"


def test_each_allowed_algorithm_is_accepted(upstream: Upstream):
    curves = {"ES256": "P-256", "ES384": "P-384"}
    for algorithm in ALGORITHMS:
        if algorithm in curves:
            upstream.signer = ECKey.generate_key(curves[algorithm], {"kid": algorithm})
        elif algorithm.startswith("Ed"):
            upstream.signer = OKPKey.generate_key("Ed25519", {"kid": algorithm})
        else:
            upstream.signer = key("one")
        upstream.published = [upstream.signer, OctKey.generate_key(256, {"kid": "secret"})]
        upstream.header, upstream.claims = {"alg": algorithm}, {"at_hash": None}
        if algorithm == "EdDSA":
            upstream.id_token = _sign_with_eddsa(upstream)
        KEYS.clear()
        assert sign_in(upstream).subject == "ada", algorithm
        upstream.id_token = None


def _sign_with_eddsa(upstream: Upstream) -> Any:
    # joserfc warns of the name, also those who sign.
    def sign(claims: dict[str, Any]) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return upstream.sign(claims)

    return sign


def test_key_that_must_not_sign_is_not_used(upstream: Upstream):
    for published in (
        RSAKey.import_key({**key("one").as_dict(private=False), "use": "enc"}),
        RSAKey.import_key({**key("one").as_dict(private=False), "alg": "RS512"}),
    ):
        KEYS.clear()
        upstream.published = [published, key("attacker")]
        assert failure_of(upstream) == "rejected id_token_signature"


def test_weak_and_symmetric_keys_are_left_out(upstream: Upstream):
    weak = {"kty": "RSA", "kid": "one", "n": "A" * 170 + "Q", "e": "AQAB"}
    secret = {"kty": "oct", "kid": "one", "k": "AAAA"}
    for keys in ([weak], [secret], [], None, [1, "a", None, {"kty": []}]):
        KEYS.clear()
        upstream.replies["/keys"] = lambda keys=keys: (200, {"keys": keys})
        assert failure_of(upstream) == "unavailable keys_none"


def test_rotated_key_is_found_without_waiting(upstream: Upstream):
    sign_in(upstream)
    upstream.published, upstream.signer = [key("one"), key("attacker")], key("attacker")

    assert sign_in(upstream).subject == "ada"
    assert upstream.requests["/keys"] == 2


def test_unknown_keys_are_looked_for_once_a_minute(upstream: Upstream):
    sign_in(upstream)
    upstream.signer = key("attacker")
    for _ in range(5):
        assert failure_of(upstream) == "rejected id_token_signature"
    assert upstream.requests["/keys"] == 2


def test_failed_search_for_a_key_leaves_the_known_ones(upstream: Upstream):
    sign_in(upstream)
    upstream.signer = key("attacker")
    upstream.replies["/keys"] = lambda: (503, {})
    assert failure_of(upstream) == "unavailable keys_status"

    upstream.signer = key("one")
    assert sign_in(upstream).subject == "ada"


def test_new_authentication_must_be_stated(upstream: Upstream):
    provider = provider_at(upstream)
    assert failure_of(upstream, provider, renews=True) == "rejected id_token_auth_time"
    upstream.claims = {"auth_time": "now"}
    assert failure_of(upstream, provider, renews=True) == "rejected id_token_auth_time"
    upstream.claims = made_now({"auth_time": Soon(3600)})
    assert failure_of(upstream, provider, renews=True) == "rejected id_token_auth_time"

    upstream.claims = made_now({"auth_time": Soon(-5)})
    identity = sign_in(upstream, provider, renews=True)
    assert identity.authenticated_at is not None
    assert 0 < (timezone.now() - identity.authenticated_at).total_seconds() < 60
