"""OpenID Connect: from an authorization code to the user (OpenID Connect Core 1.0 §3.1.3 and §5.3)."""

from datetime import datetime
from typing import Final

from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity
from identity_providers.protocol.apple import names_of
from identity_providers.protocol.authorization_response import AuthorizationResponse
from identity_providers.protocol.code_exchange import TokenEndpoint, Tokens, exchange_code
from identity_providers.protocol.failures import rejected, unreachable
from identity_providers.protocol.id_tokens import MAX_SUBJECT, Expected, read_id_token
from identity_providers.protocol.json_values import EMPTY, Document, as_document, as_text, as_texts, as_time
from identity_providers.protocol.parameters import RequestSecrets
from identity_providers.protocol.provider_metadata import Metadata, metadata_of
from identity_providers.protocol.upstream_claims import MAX_EMAIL, mapped_claims
from outbound.client import get_json
from outbound.errors import OutboundError

EMAIL: Final = "email"
VERIFIED: Final = "email_verified"
MAX_METHOD: Final = 50


def identity_by(
    provider: Provider,
    response: AuthorizationResponse,
    secrets: RequestSecrets,
    redirect_uri: str,
    *,
    now: datetime,
    renews: bool,
) -> UpstreamIdentity:
    """Exchange the code and return the user of the ID token. Raises UpstreamFailure."""
    metadata = metadata_of(provider)
    if metadata.states_issuer and not response.issuer:
        raise rejected("iss_missing")
    endpoint = TokenEndpoint(metadata.token_endpoint, metadata.token_auth_methods, metadata.issuer)
    tokens = exchange_code(provider, endpoint, response.code, secrets, redirect_uri)
    if not tokens.id_token:
        raise rejected("id_token_missing")
    expected = Expected(
        metadata.issuer,
        provider.client_id,
        secrets.nonce,
        now,
        tokens.access_token,
        renews=renews,
    )
    claims = read_id_token(tokens.id_token, metadata.jwks_uri, expected)
    stated = {**names_of(response.user), **claims} if provider.kind is ProviderKind.APPLE else claims
    return _identity(provider, claims, _completed(provider, metadata, stated, tokens))


def _completed(provider: Provider, metadata: Metadata, claims: Document, tokens: Tokens) -> Document:
    """Return the claims about the user with those of the userinfo endpoint, if the ID token lacks some."""
    if _wanted(provider) <= claims.keys() or not metadata.userinfo_endpoint or not tokens.access_token:
        return claims
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    try:
        info = as_document(get_json(metadata.userinfo_endpoint, headers=headers)) or EMPTY
    except OutboundError as error:
        raise unreachable("userinfo", error) from None
    if info.get("sub") != claims["sub"]:
        raise rejected("userinfo_sub")
    stated = {**info, **claims}
    # Each document verifies the address that it names, and no other.
    if info.get(EMAIL) != stated.get(EMAIL):
        stated[VERIFIED] = claims.get(VERIFIED)
    elif EMAIL not in claims:
        stated[VERIFIED] = info.get(VERIFIED)
    return stated


def _wanted(provider: Provider) -> set[str]:
    wanted = {item.claim for item in provider.mapping}
    if EMAIL in provider.requested_scopes:
        wanted.add(EMAIL)
        if provider.trusted_domains and provider.preset.vouches:
            wanted.add(VERIFIED)
    return wanted


def _identity(provider: Provider, claims: Document, about_user: Document) -> UpstreamIdentity:
    """Return the user. What the sign-in is worth, only the signed ``claims`` say."""
    return UpstreamIdentity(
        as_text(claims["iss"]),
        _subject(provider, claims),
        email=as_text(about_user.get(EMAIL), MAX_EMAIL),
        email_verified=_is_true(provider, about_user.get(VERIFIED)),
        hosted_domain=as_text(claims.get("hd"), MAX_EMAIL),
        claims=mapped_claims(provider, about_user),
        amr=as_texts(claims.get("amr"), MAX_METHOD),
        acr=as_text(claims.get("acr"), MAX_SUBJECT),
        authenticated_at=as_time(claims.get("auth_time")),
        sid=as_text(claims.get("sid"), MAX_SUBJECT),
    )


def _subject(provider: Provider, claims: Document) -> str:
    """Return the id of the user. Microsoft's ``sub`` is another one for each application; ``oid`` is not."""
    if provider.kind is not ProviderKind.MICROSOFT:
        return as_text(claims["sub"], MAX_SUBJECT)
    subject = as_text(claims.get("oid"), MAX_SUBJECT)
    if not subject or not as_text(claims.get("tid")):
        raise rejected("id_token_oid")
    return subject


def _is_true(provider: Provider, value: object) -> bool:
    return value is True or (provider.kind is ProviderKind.APPLE and value == "true")
