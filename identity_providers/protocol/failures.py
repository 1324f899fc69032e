"""Why a sign-in at an identity provider fails."""

from enum import StrEnum

from outbound.errors import OutboundError


class FailureReason(StrEnum):
    """Why a sign-in at a provider failed."""

    CANCELLED = "cancelled"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"


class UpstreamFailure(Exception):
    """A sign-in at a provider failed. ``detail`` is for the log: a code, never text of the provider."""

    def __init__(self, reason: FailureReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def rejected(detail: str) -> UpstreamFailure:
    """Return the failure of an answer that cannot be believed."""
    return UpstreamFailure(FailureReason.REJECTED, detail)


def unavailable(detail: str) -> UpstreamFailure:
    """Return the failure of a provider that does not work, or is configured wrongly."""
    return UpstreamFailure(FailureReason.UNAVAILABLE, detail)


def unreachable(endpoint: str, error: OutboundError) -> UpstreamFailure:
    """Return the failure of a request to an endpoint."""
    return unavailable(f"{endpoint}_{error.reason}")
