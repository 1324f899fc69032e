"""GitHub, which has OAuth but no OpenID Connect for sign-ins: who a user is, by two requests to its API."""

from typing import Any, Final

from identity_providers.domain.provider import Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity
from identity_providers.protocol.code_exchange import POST, TokenEndpoint
from identity_providers.protocol.failures import rejected, unreachable
from identity_providers.protocol.json_values import EMPTY, MAX_LIST, Document, as_document, as_text
from identity_providers.protocol.provider_metadata import GITHUB_PATH, issuer_of
from identity_providers.protocol.upstream_claims import MAX_EMAIL, mapped_claims
from outbound.client import get_json
from outbound.errors import OutboundError

PUBLIC: Final = "https://github.com"
PUBLIC_API: Final = "https://api.github.com"
EMAIL_SCOPES: Final = frozenset({"user:email", "user"})


def authorization_endpoint(provider: Provider) -> str:
    """Return the page that begins a sign-in."""
    return f"{_base(provider)}{GITHUB_PATH}/authorize"


def token_endpoint(provider: Provider) -> TokenEndpoint:
    """Return where codes are exchanged."""
    return TokenEndpoint(f"{_base(provider)}{GITHUB_PATH}/access_token", (POST,))


def identity_by(provider: Provider, access_token: str) -> UpstreamIdentity:
    """Return the user of an access token. Raises UpstreamFailure.

    The key is the number of the account: names can be changed, and then taken by others.
    """
    if not access_token:
        raise rejected("token_missing")
    user = as_document(_fetch(provider, "/user", access_token)) or EMPTY
    number = user.get("id")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 1 << 63:
        raise rejected("user_id")
    address = _address(provider, access_token)
    return UpstreamIdentity(
        _base(provider),
        str(number),
        email=address,
        email_verified=bool(address),
        claims=mapped_claims(provider, {**user, "preferred_username": user.get("login")}),
    )


def _address(provider: Provider, access_token: str) -> str:
    """Return the address that is primary and verified. The one of the public profile may be neither."""
    if not EMAIL_SCOPES.intersection(provider.requested_scopes):
        return ""
    listed = _fetch(provider, "/user/emails?per_page=100", access_token)
    for item in listed[:MAX_LIST] if isinstance(listed, list) else ():
        entry: Document = as_document(item) or EMPTY
        if entry.get("primary") is True and entry.get("verified") is True:
            return as_text(entry.get("email"), MAX_EMAIL)
    return ""


def _base(provider: Provider) -> str:
    return issuer_of(provider).removesuffix("/")


def _fetch(provider: Provider, path: str, access_token: str) -> Any:
    base = _base(provider)
    api = PUBLIC_API if base == PUBLIC else f"{base}/api/v3"
    try:
        return get_json(f"{api}{path}", headers={"Authorization": f"Bearer {access_token}"})
    except OutboundError as error:
        raise unreachable("user", error) from None
