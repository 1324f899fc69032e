"""The parameters with which a provider sends the user back (RFC 6749 §4.1.2, RFC 9207)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from identity_providers.domain.provider import Provider
from identity_providers.protocol.failures import FailureReason, UpstreamFailure, rejected
from identity_providers.protocol.json_values import as_text
from identity_providers.protocol.provider_metadata import is_issuer_of

MAX_CODE: Final = 4000
_ERRORS: Final[Mapping[str, FailureReason]] = MappingProxyType(
    {
        "access_denied": FailureReason.CANCELLED,
        "user_cancelled_authorize": FailureReason.CANCELLED,  # Apple's
        "server_error": FailureReason.UNAVAILABLE,
        "temporarily_unavailable": FailureReason.UNAVAILABLE,
        # A wrong configuration, here or there; the last two are GitHub's.
        "invalid_request": FailureReason.UNAVAILABLE,
        "invalid_scope": FailureReason.UNAVAILABLE,
        "unauthorized_client": FailureReason.UNAVAILABLE,
        "unsupported_response_type": FailureReason.UNAVAILABLE,
        "redirect_uri_mismatch": FailureReason.UNAVAILABLE,
        "application_suspended": FailureReason.UNAVAILABLE,
        "login_required": FailureReason.REJECTED,
        "interaction_required": FailureReason.REJECTED,
        "consent_required": FailureReason.REJECTED,
        "account_selection_required": FailureReason.REJECTED,
    }
)


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """The parameters of a response. ``user`` is Apple's JSON with the name."""

    code: str = field(default="", repr=False)
    issuer: str = ""
    error: str = ""
    user: str = field(default="", repr=False)


def check_response(provider: Provider, response: AuthorizationResponse) -> None:
    """Raise UpstreamFailure unless this is a code from the right provider."""
    if response.issuer and not is_issuer_of(provider, response.issuer):
        raise rejected("iss")
    if response.error:
        reason = _ERRORS.get(response.error, FailureReason.REJECTED)
        raise UpstreamFailure(reason, f"error_{response.error if response.error in _ERRORS else 'other'}")
    if not as_text(response.code, MAX_CODE):
        raise rejected("code_missing")
