"""Reading what a browser or an app answers to a passkey challenge, in either of two shapes.

A browser sends ``PublicKeyCredential.toJSON()`` (WebAuthn Level 3 §5.1). The IDX API's clients send
``clientData`` with ``attestation``, or with ``authenticatorData``, ``signatureData`` and ``userHandle``,
often in plain base64, and without the credential's id. Nothing is believed here yet.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

from accounts.credentials.crypto import encoded

MAX_TEXT: Final = 64 * 1024
KNOWN_TRANSPORTS: Final = ("usb", "nfc", "ble", "smart-card", "internal", "cable", "hybrid")
_URL_SAFE: Final = str.maketrans("+/", "-_")


class MalformedResponse(ValueError):
    """The answer has neither of the two shapes."""


@dataclass(frozen=True, slots=True)
class ClientData:
    """The browser's statement of its origin (WebAuthn §5.8.1); ``raw`` is what the authenticator signs."""

    raw: bytes = field(repr=False)
    challenge: bytes = field(repr=False)
    origin: str
    cross_origin: bool


@dataclass(frozen=True, slots=True)
class RegistrationResponse:
    """An answer to ``navigator.credentials.create()``."""

    client: ClientData
    credential_id: str
    attestation: bytes = field(repr=False)
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuthenticationResponse:
    """An answer to ``navigator.credentials.get()``; the id and the user handle are empty when not told."""

    client: ClientData
    credential_id: str
    authenticator_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    user_handle: str


def read_registration(answer: Mapping[str, Any]) -> RegistrationResponse:
    """Read an answer to registration options. Raises Malformed."""
    response = _parts(answer)
    attestation = _bytes(response, "attestationObject", "attestation")
    return RegistrationResponse(
        client=_client_data(response),
        # The id within the attestation counts; the one beside it is unsigned.
        credential_id=_attested_id(attestation),
        attestation=attestation,
        transports=_transports(response.get("transports")),
    )


def read_authentication(answer: Mapping[str, Any]) -> AuthenticationResponse:
    """Read an answer to assertion options. Raises Malformed."""
    response = _parts(answer)
    return AuthenticationResponse(
        client=_client_data(response),
        credential_id=credential_id_in(answer),
        authenticator_data=_bytes(response, "authenticatorData"),
        signature=_bytes(response, "signature", "signatureData"),
        user_handle=user_handle_in(answer),
    )


def challenge_in(answer: Mapping[str, Any]) -> bytes:
    """Return the challenge that was answered, or nothing when it cannot be found."""
    try:
        return _client_data(_parts(answer)).challenge
    except MalformedResponse:
        return b""


def credential_id_in(answer: Mapping[str, Any]) -> str:
    """Return the id of the credential that answers (base64url), or nothing when it is not told."""
    return encoded(_optional_bytes(answer.get("rawId") or answer.get("id")))


def user_handle_in(answer: Mapping[str, Any]) -> str:
    """Return the public id in the user handle of a response, or an empty text without one."""
    response = answer.get("response", answer)
    raw = _optional_bytes(response.get("userHandle")) if isinstance(response, Mapping) else b""
    return raw.decode("ascii") if raw.isascii() else ""


def _parts(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    response = answer.get("response", answer)
    if not isinstance(response, Mapping):
        raise MalformedResponse
    return response


def _client_data(response: Mapping[str, Any]) -> ClientData:
    raw = _bytes(response, "clientDataJSON", "clientData")
    try:
        statement = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedResponse from error
    if not isinstance(statement, dict) or not isinstance(statement.get("origin"), str):
        raise MalformedResponse
    return ClientData(
        raw=raw,
        challenge=_bytes(statement, "challenge"),
        origin=statement["origin"],
        cross_origin=bool(statement.get("crossOrigin")),
    )


def _attested_id(attestation: bytes) -> str:
    library = import_module("accounts.credentials.passkey_verification")
    try:
        attested = library.attested_id(attestation)
    except ValueError as error:
        raise MalformedResponse from error
    if not attested:
        raise MalformedResponse
    return encoded(attested)


def _transports(value: object) -> tuple[str, ...]:
    """Ways to reach the authenticator; the IDX API's clients send the list as a text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return ()
    listed: Iterable[object] = value if isinstance(value, list) else ()
    return tuple(sorted({way for way in listed if isinstance(way, str) and way in KNOWN_TRANSPORTS}))


def _bytes(response: Mapping[str, Any], *names: str) -> bytes:
    text = next((response[name] for name in names if response.get(name)), None)
    raw = _optional_bytes(text)
    if not raw:
        raise MalformedResponse
    return raw


def _optional_bytes(text: object) -> bytes:
    """Read base64 of either alphabet, with or without padding; nothing when it is none."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return b""
    bare = text.rstrip("=").translate(_URL_SAFE)
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return b""
