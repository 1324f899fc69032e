"""ID tokens that come back as a hint about who is meant."""

from dataclasses import dataclass
from typing import Final

from accounts.models import User
from oidc.domain.tokens import ID_TOKEN_TYPE
from oidc.issuers import ISSUERS, issuer_url
from oidc.models import Client
from oidc.signatures import signing_key_set

UNKNOWN: Final = "unknown"
"""The subject of a hint that names no user; it is no public id."""


@dataclass(frozen=True, slots=True)
class Hint:
    """An ID token of this server as a hint: client, subject and session."""

    client_id: str
    subject: str
    sid: str


def read_hint(token: str) -> Hint | None:
    """Return the contents of an ID token of this server, expired or not.

    A hint proves nothing about its sender: apps store ID tokens, and addresses carry them.
    """
    claims = signing_key_set().read(token, ID_TOKEN_TYPE)
    if claims is None or claims.get("iss") not in {issuer_url(issuer) for issuer in ISSUERS}:
        return None
    return Hint(str(claims["aud"]), str(claims["sub"]), str(claims.get("sid", "")))


def subject_of(token: str, client: Client) -> str:
    """Return the public id of the ID token's user for this client, or ``UNKNOWN``."""
    hint = read_hint(token)
    return hint.subject if hint is not None and hint.client_id == client.client_id else UNKNOWN


def is_about(token: str, user: User, client: Client) -> bool:
    """Whether this is an ID token that the client was given about this very user."""
    return subject_of(token, client) == user.public_id
