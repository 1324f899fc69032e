"""The fields that a browser fills with what its authenticator said: the same names on both front ends."""

from accounts.domain.fields import Field, FieldType


def _part(name: str, *, required: bool = True) -> Field:
    return Field(f"credentials.{name}", FieldType.HIDDEN, "", required=required, visible=False)


ASSERTION = (
    _part("clientData"),
    _part("authenticatorData"),
    _part("signatureData"),
    _part("userHandle", required=False),
    _part("id", required=False),
)
"""A passkey being used (WebAuthn Level 3 §5.8.3)."""

ATTESTATION = (_part("clientData"), _part("attestation"), _part("transports", required=False))
"""A passkey being made."""
