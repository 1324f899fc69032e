"""Sign-ins at providers shaped like Microsoft and Apple."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from identity_providers.client_secrets import seal_secret
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, Provider
from identity_providers.protocol.client import authorization_url
from identity_providers.protocol.parameters import new_secrets
from identity_providers.protocol.provider_metadata import METADATA
from identity_providers.protocol.verification_keys import KEYS
from tests.identity_providers.protocol.sign_ins import CALLBACK, failure_of, provider_at, query_of, sign_in
from tests.identity_providers.upstream import CLIENT_ID, Upstream, key
from tests.tables import each

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"


def microsoft(upstream: Upstream) -> Provider:
    """Serve documents as Microsoft does for several directories."""
    configured = f"{upstream.url}/common/v2.0"
    upstream.metadata = {"issuer": f"{upstream.url}/{{tenantid}}/v2.0"}
    path = "/common/v2.0/.well-known/openid-configuration"
    upstream.replies[path] = lambda: (200, upstream._discovery())
    upstream.claims = {
        "iss": f"{upstream.url}/{TENANT}/v2.0",
        "tid": TENANT,
        "oid": "4b5e",
        "email_verified": True,
    }
    return provider_at(upstream, kind=ProviderKind.MICROSOFT, issuer=configured)


def test_microsoft_account_is_named_by_directory_and_object(upstream: Upstream):
    provider = microsoft(upstream)
    identity = sign_in(upstream, provider, issuer=f"{upstream.url}/{TENANT}/v2.0")
    assert (identity.issuer, identity.subject) == (f"{upstream.url}/{TENANT}/v2.0", "4b5e")


@each(
    "claims, code",
    [
        ({"tid": OTHER_TENANT}, "id_token_iss"),
        ({"tid": None}, "id_token_iss"),
        ({"tid": "{tenantid}"}, "id_token_iss"),
        ({"tid": f"{TENANT}/v2.0/../a"}, "id_token_iss"),
        ({"iss": "https://other.example"}, "id_token_iss"),
        ({"oid": None}, "id_token_oid"),
    ],
)
def test_wrong_microsoft_directory_is_rejected(claims: dict[str, Any], code: str, upstream: Upstream):
    METADATA.clear()
    provider = microsoft(upstream)
    upstream.claims |= claims
    upstream.metadata |= {"authorization_response_iss_parameter_supported": False}
    assert failure_of(upstream, provider, issuer="") == f"rejected {code}"


def test_microsoft_key_of_one_directory_signs_for_no_other(upstream: Upstream):
    provider = microsoft(upstream)
    upstream.metadata |= {"authorization_response_iss_parameter_supported": False}
    for issuer, accepted in (("{tenantid}", True), (TENANT, True), (OTHER_TENANT, False)):
        KEYS.clear()
        published = {**key("one").as_dict(private=False), "issuer": f"{upstream.url}/{issuer}/v2.0"}
        upstream.replies["/keys"] = lambda published=published: (200, {"keys": [published]})
        if accepted:
            assert sign_in(upstream, provider, issuer="").subject == "4b5e"
        else:
            assert failure_of(upstream, provider, issuer="") == "rejected id_token_key_issuer"


def test_placeholder_is_no_issuer_of_other_kinds(upstream: Upstream):
    microsoft(upstream)
    other = provider_at(upstream, issuer=f"{upstream.url}/common/v2.0")
    assert failure_of(upstream, other) == "unavailable metadata_issuer"


@pytest.fixture(scope="module")
def apple_key() -> ECKey:
    return ECKey.generate_key("P-256")


def apple(upstream: Upstream, pem: str) -> Provider:
    upstream.metadata = {"userinfo_endpoint": None}
    return provider_at(
        upstream,
        kind=ProviderKind.APPLE,
        sealed_secret=seal_secret(pem, "public"),
        parameters={"team_id": "TEAM", "key_id": "KEY"},
        mapping=(MappedAttribute("given_name", "firstName"), MappedAttribute("family_name", "lastName")),
    )


def test_apple_client_signs_its_secret(upstream: Upstream, apple_key: ECKey):
    provider = apple(upstream, apple_key.as_pem(private=True).decode())
    sign_in(upstream, provider)

    asked = query_of(authorization_url(provider, new_secrets("a"), CALLBACK))
    assert (asked["response_mode"], asked["scope"]) == ("form_post", "openid email name")
    token = jwt.decode(upstream.forms[0]["client_secret"], apple_key, algorithms=["ES256"])
    claims = token.claims
    assert (token.header["alg"], token.header["kid"]) == ("ES256", "KEY")
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("TEAM", CLIENT_ID, upstream.url)
    assert claims["exp"] - claims["iat"] == 300


def test_apple_private_key_that_is_none_is_unavailable(upstream: Upstream):
    assert failure_of(upstream, apple(upstream, "secret")) == "unavailable apple_private_key"


@each(
    "user, expected",
    [
        (
            '{"name": {"firstName": "Ada", "lastName": "Okafor"}}',
            {"given_name": "Ada", "family_name": "Okafor"},
        ),
        ('{"name": {"firstName": "Ada"}, "email": "eve@example.com"}', {"given_name": "Ada"}),
        ('{"name": {"firstName": ["Ada"], "lastName": "a\\u0000"}}', {}),
        ('{"name": "Ada"}', {}),
        ("[]", {}),
        ("{", {}),
        ("[" * 3000, {}),
        ('"' + "a" * 5000 + '"', {}),
        ("", {}),
    ],
)
def test_apple_name_is_taken_as_text(
    user: str, expected: dict[str, str], upstream: Upstream, apple_key: ECKey
):
    upstream.claims = {"given_name": None, "email_verified": "true"}
    identity = sign_in(upstream, apple(upstream, apple_key.as_pem(private=True).decode()), user=user)
    assert identity.claims == expected
    assert (identity.email, identity.email_verified) == ("ada@example.com", True)


def test_text_true_verifies_no_address_of_other_kinds(upstream: Upstream):
    upstream.claims = {"email_verified": "true"}
    assert not sign_in(upstream).email_verified
