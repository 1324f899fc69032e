"""The exchange of an authorization code for tokens (RFC 6749 §4.1.3), which are thrown away soon after."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus

from oauthlib.oauth2 import WebApplicationClient

from accounts.credentials.crypto import Unreadable
from identity_providers.client_secrets import open_secret
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider
from identity_providers.protocol.apple import client_assertion
from identity_providers.protocol.failures import UpstreamFailure, rejected, unavailable, unreachable
from identity_providers.protocol.json_values import EMPTY, Document, as_document
from identity_providers.protocol.parameters import RequestSecrets
from outbound.client import FORM, JSON, post
from outbound.errors import OutboundError
from outbound.request import Response

MAX_TOKEN: Final = 100_000
BASIC, POST = "client_secret_basic", "client_secret_post"
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_INVALID_CODE: Final = ("invalid_grant", "bad_verification_code")
"""The second is GitHub's."""
_ERRORS: Final = (
    *("invalid_request", "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"),
    *("incorrect_client_credentials", "redirect_uri_mismatch"),
)
"""Errors that a wrong configuration causes (§5.2, and GitHub's)."""


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where and how a provider exchanges codes. ``audience`` is that of Apple's client assertion."""

    url: str
    auth_methods: tuple[str, ...]
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one sign-in."""

    access_token: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)


def exchange_code(
    provider: Provider, endpoint: TokenEndpoint, code: str, secrets: RequestSecrets, redirect_uri: str
) -> Tokens:
    """Return the tokens for a code. Raises UpstreamFailure."""
    secret = _secret(provider, endpoint)
    headers: dict[str, str] = {}
    in_body: dict[str, str] = {}
    if secret and _method(provider, endpoint) == BASIC:
        headers["Authorization"] = _basic(provider.client_id, secret)
    elif secret:
        in_body["client_secret"] = secret
    body = WebApplicationClient(provider.client_id).prepare_request_body(
        code=code,
        redirect_uri=redirect_uri,
        code_verifier=secrets.verifier,
        include_client_id=not headers,
        **in_body,
    )
    try:
        return _read(post(endpoint.url, body.encode(), FORM, accepts=JSON, headers=headers))
    except OutboundError as error:
        raise unreachable("token", error) from None


def _secret(provider: Provider, endpoint: TokenEndpoint) -> str:
    try:
        secret = open_secret(provider)
    except Unreadable:
        raise unavailable("secret_unreadable") from None
    if provider.kind is ProviderKind.APPLE:
        return client_assertion(provider, secret, endpoint.audience)
    return secret


def _method(provider: Provider, endpoint: TokenEndpoint) -> str:
    """Return how the client authenticates: as the provider says, in the header if it does not (§9)."""
    if provider.kind is ProviderKind.APPLE:
        return POST
    known = [method for method in (BASIC, POST) if method in endpoint.auth_methods]
    if endpoint.auth_methods and not known:
        raise unavailable("token_auth_method")
    return known[0] if known else BASIC


def _basic(client_id: str, secret: str) -> str:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def _read(response: Response) -> Tokens:
    document = as_document(response.json()) or EMPTY
    # GitHub sends errors with the status of success.
    if not response.is_success or "error" in document:
        raise _failure(response, document)
    token_type = document.get("token_type", "bearer")
    if not isinstance(token_type, str) or token_type.lower() != "bearer":
        raise rejected("token_type")
    return Tokens(_token(document, "access_token"), _token(document, "id_token"))


def _token(document: Document, name: str) -> str:
    """Return a token that fits into a header, or an empty text without one."""
    token = document.get(name)
    if not isinstance(token, str) or len(token) > MAX_TOKEN or not _TOKEN.fullmatch(token):
        return ""
    return token


def _failure(response: Response, document: Document) -> UpstreamFailure:
    error = document.get("error")
    if error in _INVALID_CODE:
        return rejected("token_invalid_grant")
    if error in _ERRORS:
        return unavailable(f"token_{error}")
    return unavailable(f"token_{response.status}")
