"""A passkey authenticator and its browser, in software: what a device answers to our options.

Every part of an answer can be made wrong, as a broken or a hostile client would make it.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

USER_PRESENT, USER_VERIFIED, MAY_BE_BACKED_UP, BACKED_UP, HAS_KEY = 1, 4, 8, 16, 64
ICLOUD = bytes.fromhex("fbfc3007154e4ecc8c0b6e020557d7bd")


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """One passkey as a device keeps it; ``counter`` stays 0 for those that do not count."""

    id: bytes
    private: ec.EllipticCurvePrivateKey
    user_handle: bytes
    counter: int = 0


@dataclass
class Device:
    """Makes passkeys (``create``) and uses them (``get``), shaped as ``PublicKeyCredential.toJSON()``."""

    origin: str = ""
    rp_id: str = ""
    verifies_user: bool = True
    present: bool = True
    backed_up: bool = False
    counts: bool = False
    cross_origin: bool = False
    aaguid: bytes = bytes(16)
    transports: tuple[str, ...] = ("internal",)
    id_bytes: int = 32
    keys: list[Key] = field(default_factory=list)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        private = ec.generate_private_key(ec.SECP256R1())
        key = Key(
            secrets.token_bytes(self.id_bytes), private, decode(options["user"]["id"]), int(self.counts)
        )
        self.keys.append(key)
        attested = self.aaguid + len(key.id).to_bytes(2, "big") + key.id + cose(private)
        auth_data = self._auth_data(options["rp"]["id"], key, HAS_KEY) + attested
        response = {
            "clientDataJSON": encode(self._client_data("webauthn.create", options)),
            "attestationObject": encode(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": auth_data})),
            "transports": list(self.transports),
        }
        return self._credential(key, response)

    def get(self, options: dict[str, Any], key: Key | None = None) -> dict[str, Any]:
        """Use a passkey: the given one, else one that is allowed, else the newest."""
        allowed = {allowed["id"] for allowed in options.get("allowCredentials", [])}
        key = key or next((held for held in self.keys if encode(held.id) in allowed), self.keys[-1])
        key.counter += int(self.counts)
        auth_data = self._auth_data(options["rpId"], key)
        client_data = self._client_data("webauthn.get", options)
        signed = auth_data + hashlib.sha256(client_data).digest()
        response = {
            "clientDataJSON": encode(client_data),
            "authenticatorData": encode(auth_data),
            "signature": encode(key.private.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": encode(key.user_handle),
        }
        return self._credential(key, response)

    def being(self, **changed: Any) -> "Device":
        """The same passkeys in another browser, or on a device that behaves otherwise."""
        return replace(self, **changed)

    def _credential(self, key: Key, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": encode(key.id),
            "rawId": encode(key.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client_data(self, type: str, options: dict[str, Any]) -> bytes:
        said = {
            "type": type,
            "challenge": options["challenge"],
            "origin": self.origin or settings.PUBLIC_URL,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(said).encode()

    def _auth_data(self, rp_id: str, key: Key, flags: int = 0) -> bytes:
        flags |= USER_PRESENT * self.present | USER_VERIFIED * self.verifies_user
        flags |= (MAY_BE_BACKED_UP | BACKED_UP) * self.backed_up
        digest = hashlib.sha256((self.rp_id or rp_id).encode()).digest()
        return digest + bytes([flags]) + key.counter.to_bytes(4, "big")


def cose(private: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key in COSE form (RFC 9053 §7.1): EC2, ES256, P-256."""
    point = private.public_key().public_numbers()
    return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})


def for_idx_api(answer: dict[str, Any], *, with_id: bool = False) -> dict[str, Any]:
    """The same answer as the IDX API's clients send it: other names, plain base64, mostly no id."""
    said = answer["response"]
    names = {
        "clientDataJSON": "clientData",
        "attestationObject": "attestation",
        "authenticatorData": "authenticatorData",
        "signature": "signatureData",
        "userHandle": "userHandle",
    }
    sent = {
        ours: base64.b64encode(decode(said[theirs])).decode()
        for theirs, ours in names.items()
        if theirs in said
    }
    if "transports" in said:
        sent["transports"] = json.dumps(said["transports"])
    return sent | ({"id": answer["id"]} if with_id else {})
