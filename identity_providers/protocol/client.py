"""The two halves of a sign-in at an identity provider: where to send the user, and who came back."""

from dataclasses import dataclass, field
from enum import StrEnum

from identity_providers.domain.provider import Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity
from identity_providers.protocol.parameters import RequestSecrets


class FailureReason(StrEnum):
    """Why a sign-in at a provider failed."""

    CANCELLED = "cancelled"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"


class UpstreamFailure(Exception):
    """A sign-in at a provider failed. ``detail`` is for the log: a code, never text of the provider."""

    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """The parameters with which a provider sends the user back. ``user`` is Apple's JSON with the name."""

    code: str = field(default="", repr=False)
    issuer: str = ""
    error: str = ""
    user: str = field(default="", repr=False)


def authorization_url(
    provider: Provider,
    secrets: RequestSecrets,
    redirect_uri: str,
    *,
    login_hint: str = "",
    renews: bool = False,
) -> str:
    """Return the URL that begins a sign-in. Raises UpstreamFailure.

    ``renews`` requires a new authentication.
    """
    raise NotImplementedError


def identity_from(
    provider: Provider, response: AuthorizationResponse, secrets: RequestSecrets, redirect_uri: str
) -> UpstreamIdentity:
    """Exchange the code, check the answer and return who it describes. Raises UpstreamFailure."""
    raise NotImplementedError
