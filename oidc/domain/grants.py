"""What a client may do to get tokens, by its name on the wire."""

from enum import StrEnum
from typing import Final


class GrantType(StrEnum):
    """A grant type that this server knows. There is no other (RFC 9700 §2)."""

    CODE = "authorization_code"
    REFRESH = "refresh_token"
    INTERACTION = "interaction_code"

    @property
    def label(self) -> str:
        """What administrators read."""
        return LABELS[self]


LABELS: Final = {
    GrantType.CODE: "Authorization code: our sign-in pages",
    GrantType.REFRESH: "Refresh token: stays connected while nobody looks",
    GrantType.INTERACTION: "Interaction code: sign-in pages of the app's own",
}

DEFAULT_GRANT_TYPES: Final = (GrantType.CODE.value, GrantType.REFRESH.value)
