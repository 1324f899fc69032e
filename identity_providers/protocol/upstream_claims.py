"""What of a provider's statements about a user is taken over."""

from collections.abc import Mapping
from typing import Final

from identity_providers.domain.provider import Provider
from identity_providers.protocol.json_values import Document, as_text

MAX_EMAIL: Final = 254
USERNAME: Final = "preferred_username"
"""The name of the account on pages, if it has no address."""


def mapped_claims(provider: Provider, claims: Document) -> Mapping[str, str]:
    """Return the texts that the provider's mapping names; other types and long texts are left out."""
    names = {item.claim for item in provider.mapping} | {USERNAME}
    found = {name: as_text(claims.get(name)) for name in names}
    return {name: text for name, text in found.items() if text}
