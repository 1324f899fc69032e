"""ASVS 5.0 V9: a token is read by its signature, by our keys, for its purpose, and in no other way."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import load_der_private_key

from accounts.credentials.crypto import unseal
from oidc.models import SigningKey
from oidc.protocol.tokens import ACCESS_TOKEN_TYPE, ID_TOKEN_TYPE, LOGOUT_TOKEN_TYPE
from oidc.signing_keys import PURPOSE, make_key, read_hint, signing_key_set
from tests.journeys.apps.app_users import FromAppHosted
from tests.oidc.parties import header, payload
from tests.tables import each

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(victim: FromAppHosted) -> dict[str, Any]:
    return victim.tokens()


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


BARE_HEADERS = [f"{part(header)}.e30.AA" for header in ([], ["alg"], "alg", 7, None, {"alg": "RS256"})]


def with_header(token: str, **changes: Any) -> str:
    """Return the token under another header, with the signature it had."""
    _, body, signature = token.split(".")
    return f"{part({**header(token), **changes})}.{body}.{signature}"


def signed_by_the_public_key(token: str) -> str:
    """Return the token as one that takes the published key for a shared secret would sign it."""
    text = f"{part({**header(token), 'alg': 'HS256'})}.{token.split('.')[1]}"
    shared = json.dumps(SigningKey.objects.get().public_jwk).encode()
    return f"{text}.{part(hmac.new(shared, text.encode(), hashlib.sha256).digest())}"


def signed(token: str, private: RSAPrivateKey, digest: SHA256 | SHA512 | None = None, **changes: Any) -> str:
    """Return the token under another header, with a good signature over all of it, by RS256 if not named."""
    text = f"{part({**header(token), **changes})}.{token.split('.')[1]}"
    return f"{text}.{part(private.sign(text.encode(), PKCS1v15(), digest or SHA256()))}"


def test_token_with_one_changed_letter_is_refused(tokens: dict[str, Any]):
    """ASVS 5.0 9.1.1: in any of the three parts."""
    token = tokens["id_token"]
    assert read_hint(token) is not None
    for place in (5, token.index(".") + 5, token.rindex(".") + 5):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert read_hint(changed) is None


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "ES256", "RS512", "PS256", "", None])
def test_token_with_another_algorithm_is_refused(tokens: dict[str, Any], algorithm: str | None):
    """ASVS 5.0 9.1.2: whatever a header says."""
    assert read_hint(with_header(tokens["id_token"], alg=algorithm)) is None
    body = tokens["id_token"].split(".")[1]
    assert read_hint(f"{part({'alg': algorithm, 'typ': 'JWT'})}.{body}.") is None


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "", None, ["RS256"]])
def test_good_signature_under_another_algorithm_is_refused(tokens: dict[str, Any], algorithm: Any):
    """ASVS 5.0 9.1.2: the list of algorithms is checked, not only the signature."""
    (key,) = signing_key_set().private.values()
    private = key.private_key
    assert read_hint(signed(tokens["id_token"], private)) is not None
    for digest in (SHA256(), SHA512()):
        assert read_hint(signed(tokens["id_token"], private, digest, alg=algorithm)) is None


def test_the_public_key_is_no_secret_to_sign_with(tokens: dict[str, Any]):
    """ASVS 5.0 9.1.2: the old confusion of HS256 with RS256."""
    assert read_hint(signed_by_the_public_key(tokens["id_token"])) is None


@pytest.mark.parametrize("kid", ["../../etc/passwd", "", "' OR 1=1 --", None, ["x"], {"a": 1}, 7])
def test_a_key_is_looked_for_among_ours_alone(tokens: dict[str, Any], kid: Any):
    """ASVS 5.0 9.1.3."""
    (key,) = signing_key_set().private.values()
    assert read_hint(with_header(tokens["id_token"], kid=kid)) is None
    assert read_hint(signed(tokens["id_token"], key.private_key, kid=kid)) is None


def test_good_signature_that_names_no_key_is_refused(tokens: dict[str, Any]):
    """ASVS 5.0 9.1.3: not even where there is one key."""
    (key,) = signing_key_set().private.values()
    text = f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{tokens['id_token'].split('.')[1]}"
    signature = key.private_key.sign(text.encode(), PKCS1v15(), SHA256())
    assert read_hint(f"{text}.{part(signature)}") is None


def test_a_key_that_a_token_brings_along_counts_for_nothing(tokens: dict[str, Any]):
    """ASVS 5.0 9.1.3: neither in the header nor where the header points to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oidc.protocol.jose.BITS", 2048)
        now = SigningKey.objects.get().created_at
        theirs = make_key(now, now)
    for brought in (
        {"jwk": theirs.public_jwk},
        {"jku": "https://evil.example/k"},
        {"x5u": "https://evil.example"},
    ):
        assert read_hint(with_header(tokens["id_token"], kid=theirs.kid, **brought)) is None


@pytest.mark.parametrize("names_ours", [True, False])
def test_signature_by_a_key_in_the_header_is_refused(tokens: dict[str, Any], names_ours: bool):
    """ASVS 5.0 9.1.3: an attacker signs with a key of their own and brings its public half along."""
    now = SigningKey.objects.get().created_at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oidc.protocol.jose.BITS", 2048)
        theirs = make_key(now, now)
    raw = unseal(theirs.sealed, purpose=PURPOSE, subject=theirs.kid)
    private = load_der_private_key(raw, password=None)
    assert isinstance(private, RSAPrivateKey)
    kid = header(tokens["id_token"])["kid"] if names_ours else theirs.kid
    for brought in ({"jwk": theirs.public_jwk}, {"jku": "https://evil.example/k"}, {"x5c": ["AA"]}):
        assert read_hint(signed(tokens["id_token"], private, kid=kid, **brought)) is None


def test_a_token_serves_its_own_purpose_only(tokens: dict[str, Any], victim: FromAppHosted):
    """ASVS 5.0 9.2.2: no access token is a hint, no ID token opens userinfo, neither is a logout token."""
    assert read_hint(tokens["access_token"]) is None
    assert victim.app.userinfo(tokens["id_token"]).status_code == 401
    assert signing_key_set().read(tokens["id_token"], ID_TOKEN_TYPE) is not None
    for type in (ACCESS_TOKEN_TYPE, LOGOUT_TOKEN_TYPE):
        assert signing_key_set().read(tokens["id_token"], type) is None


def test_a_signed_access_token_that_was_never_given_opens_nothing(
    tokens: dict[str, Any], victim: FromAppHosted
):
    """ASVS 5.0 9.2.1: what counts is the row, so that an access token can end before its time."""
    said = {**payload(tokens["access_token"]), "exp": 9_999_999_999, "jti": "another"}
    made = signing_key_set().sign(said, ACCESS_TOKEN_TYPE, SigningKey.objects.get().created_at)
    assert signing_key_set().read(made, ACCESS_TOKEN_TYPE) is not None
    assert victim.app.userinfo(made).status_code == 401


@each("token", [*("", ".", "..", "a.b.c", "e30.e30.e30", "x" * 9000, "é.é.é", "\0"), *BARE_HEADERS])
def test_malformed_token_is_refused(token: str):
    """ASVS 5.0 9.1.1: no input of these tests causes a server error."""
    assert read_hint(token) is None
