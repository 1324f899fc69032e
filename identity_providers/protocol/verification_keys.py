"""The keys with which a provider signs ID tokens (RFC 7517)."""

from collections.abc import Iterator
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet, RSAKey

from identity_providers.protocol.document_cache import DocumentCache
from identity_providers.protocol.failures import unavailable
from identity_providers.protocol.json_values import EMPTY, MAX_LIST, as_document, as_text, as_texts

MEDIA_TYPES: Final = ("application/json", "application/jwk-set+json")
MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192
MAX_MEMBER: Final = 2000
_KEY_TYPES: Final = ("RSA", "EC", "OKP")
_PUBLIC: Final = ("kty", "use", "alg", "kid", "n", "e", "crv", "x", "y", "issuer")
"""The members that are read: none of a private key. ``issuer`` is Microsoft's."""
_MALFORMED: Final = (
    *(JoseError, UnsupportedAlgorithm),
    *(ValueError, TypeError, KeyError, AttributeError, OverflowError),
)


def _read(value: Any) -> KeySet:
    """Return the usable keys. One that cannot be used is left out, as RFC 7517 §5 wants it."""
    listed = (as_document(value) or EMPTY).get("keys")
    keys = list(_usable(listed[:MAX_LIST] if isinstance(listed, list) else []))
    if not keys:
        raise unavailable("keys_none")
    return KeySet(keys)


def _usable(listed: list[Any]) -> Iterator[Key]:
    for item in listed:
        document = as_document(item) or EMPTY
        members: dict[str, Any] = {
            name: text for name in _PUBLIC if (text := as_text(document.get(name), MAX_MEMBER))
        }
        if members.get("kty") not in _KEY_TYPES or not _is_for_signatures(document):
            continue
        try:
            key = JWKRegistry.import_key(members)
            if _is_strong(key):
                key.ensure_kid()
                yield key
        except _MALFORMED:
            continue


def _is_for_signatures(document: Any) -> bool:
    operations = document.get("key_ops")
    return document.get("use", "sig") == "sig" and (operations is None or "verify" in as_texts(operations))


def _is_strong(key: Key) -> bool:
    return not isinstance(key, RSAKey) or MIN_RSA_BITS <= key.public_key.key_size <= MAX_RSA_BITS


KEYS: Final = DocumentCache("keys", _read, MEDIA_TYPES)
