"""The client secrets of identity providers, encrypted. Sign in with Apple has a private key instead."""

from typing import Final

from accounts.credentials.crypto import seal, unseal
from identity_providers.domain.provider import Provider

PURPOSE: Final = "identity provider secret"


def seal_secret(secret: str, public_id: str) -> str:
    """Return the secret of the provider with this public id, encrypted."""
    return seal(secret.encode(), purpose=PURPOSE, subject=public_id)


def open_secret(provider: Provider) -> str:
    """Return the secret, empty for a public client. Raises accounts.credentials.crypto.Unreadable."""
    if not provider.sealed_secret:
        return ""
    return unseal(provider.sealed_secret, purpose=PURPOSE, subject=provider.public_id).decode()
