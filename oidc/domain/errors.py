"""Descriptions of OAuth errors where the one who raises them has none."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "access_denied": "The request was denied.",
        "invalid_request": "A parameter is missing or malformed.",
        "invalid_client": "The client is unknown, switched off, or did not authenticate.",
        "invalid_grant": "The code or token is unknown, used or expired.",
        "invalid_scope": "No scope was asked for that the client is registered for.",
        "server_error": "The server failed to answer.",
        "unauthorized_client": "The client is not registered for this grant type.",
        "unsupported_grant_type": "There are authorization_code, refresh_token and interaction_code.",
        "unsupported_response_type": "The only response_type is code: none is implicit or hybrid.",
    }
)


def describe(error: str, description: str | None) -> str:
    """Return the description, or the standing one of its error: it is never empty."""
    return description or DESCRIPTIONS.get(error, "The request was refused.")
