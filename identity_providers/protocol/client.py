"""The two halves of a sign-in at an identity provider: where to send the user, and who came back."""

import logging
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from accounts.domain.codes import UnknownKey
from identity_providers.domain.provider import Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity
from identity_providers.protocol import github, openid
from identity_providers.protocol.authorization_response import AuthorizationResponse, check_response
from identity_providers.protocol.code_exchange import exchange_code
from identity_providers.protocol.failures import FailureReason, UpstreamFailure, unavailable
from identity_providers.protocol.parameters import RequestSecrets
from identity_providers.protocol.provider_metadata import is_page_url, metadata_of

logger = logging.getLogger(__name__)


def authorization_url(
    provider: Provider,
    secrets: RequestSecrets,
    redirect_uri: str,
    *,
    login_hint: str = "",
    renews: bool = False,
) -> str:
    """Return the URL that begins a sign-in. Raises UpstreamFailure.

    ``renews`` requires a new authentication, of a provider that has them (``Preset.renews``).
    """
    try:
        endpoint = _authorization_endpoint(provider)
    except UpstreamFailure as failure:
        _log(provider, failure)
        raise
    parameters = _parameters(provider, secrets, redirect_uri)
    if provider.preset.openid and login_hint:
        parameters["login_hint"] = login_hint
    if renews:
        parameters |= {"prompt": "login", "max_age": "0"}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def identity_from(
    provider: Provider,
    response: AuthorizationResponse,
    secrets: RequestSecrets,
    redirect_uri: str,
    *,
    now: datetime,
    renews: bool = False,
) -> UpstreamIdentity:
    """Exchange the code, check the answer and return who it describes. Raises UpstreamFailure.

    ``renews``: the request required a new authentication.
    """
    try:
        return _identity(provider, response, secrets, redirect_uri, now, renews=renews)
    except UpstreamFailure as failure:
        _log(provider, failure)
        raise


def _identity(
    provider: Provider,
    response: AuthorizationResponse,
    secrets: RequestSecrets,
    redirect_uri: str,
    now: datetime,
    *,
    renews: bool,
) -> UpstreamIdentity:
    check_response(provider, response)
    try:
        if provider.preset.openid:
            return openid.identity_by(provider, response, secrets, redirect_uri, now=now, renews=renews)
        endpoint = github.token_endpoint(provider)
        tokens = exchange_code(provider, endpoint, response.code, secrets, redirect_uri)
        return github.identity_by(provider, tokens.access_token)
    except UnknownKey:
        raise unavailable("request_key") from None


def _authorization_endpoint(provider: Provider) -> str:
    if provider.preset.openid:
        return metadata_of(provider).authorization_endpoint
    endpoint = github.authorization_endpoint(provider)
    if not is_page_url(endpoint):
        raise unavailable("authorization_endpoint")
    return endpoint


def _parameters(provider: Provider, secrets: RequestSecrets, redirect_uri: str) -> dict[str, str]:
    """Return the parameters of every request, with PKCE (RFC 7636 §4.2)."""
    challenge = urlsafe_b64encode(sha256(secrets.verifier.encode()).digest()).decode().rstrip("=")
    parameters = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(provider.requested_scopes),
        "state": secrets.state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.preset.openid:
        parameters["nonce"] = secrets.nonce
    if provider.preset.form_post:
        parameters["response_mode"] = "form_post"
    return parameters


def _log(provider: Provider, failure: UpstreamFailure) -> None:
    level = logging.INFO if failure.reason is FailureReason.CANCELLED else logging.WARNING
    values = {"provider": provider.public_id, "reason": failure.reason.value, "code": failure.detail}
    logger.log(level, "sign-in at an identity provider failed", extra=values)


def end_session_endpoint(provider: Provider) -> str:
    """Return the page of a provider that ends its session, or an empty text without one."""
    try:
        endpoint = metadata_of(provider).end_session_endpoint
    except UpstreamFailure as failure:
        _log(provider, failure)
        return ""
    return endpoint if is_page_url(endpoint) else ""
