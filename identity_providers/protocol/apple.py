"""What only Sign in with Apple does: a signed client secret, and a name that comes once."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from identity_providers.domain.provider import Provider
from identity_providers.protocol.failures import unavailable
from identity_providers.protocol.json_values import EMPTY, as_document, as_text

ALGORITHM: Final = "ES256"
VALID_FOR: Final = timedelta(minutes=5)
TEAM_ID, KEY_ID = "team_id", "key_id"
"""The names of its ``parameters``."""
MAX_USER: Final = 4000
_NAMES: Final = {"firstName": "given_name", "lastName": "family_name"}


def client_assertion(provider: Provider, private_key: str, audience: str, now: datetime | None = None) -> str:
    """Return a client secret for now: a JWT signed with the private key (PEM). Raises UpstreamFailure."""
    issued_at = int((now or timezone.now()).timestamp())
    claims = {
        "iss": provider.parameters.get(TEAM_ID, ""),
        "sub": provider.client_id,
        "aud": audience,
        "iat": issued_at,
        "exp": issued_at + int(VALID_FOR.total_seconds()),
    }
    header = {"alg": ALGORITHM, "kid": provider.parameters.get(KEY_ID, "")}
    try:
        return jwt.encode(header, claims, ECKey.import_key(private_key), algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError, AttributeError):
        raise unavailable("apple_private_key") from None


def names_of(user: str) -> Mapping[str, str]:
    """Return the name in the parameter ``user`` of the first response, as claims.

    The browser carries it unsigned, so the user can write anything there. Its address is ignored.
    """
    try:
        document = as_document(json.loads(user)) if len(user) <= MAX_USER else None
    except (ValueError, RecursionError):
        return {}
    name = as_document((document or EMPTY).get("name")) or EMPTY
    found = {claim: as_text(name.get(member)) for member, claim in _NAMES.items()}
    return {claim: text for claim, text in found.items() if text}
