"""Logout tokens: a provider says that a session there has ended (OpenID Connect Back-Channel Logout 1.0)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from identity_providers.domain.provider import Provider
from identity_providers.protocol.failures import rejected
from identity_providers.protocol.id_tokens import (
    CLOCK_SKEW,
    MAX_SUBJECT,
    check_audience,
    check_issuer,
    verified_token,
)
from identity_providers.protocol.json_values import EMPTY, Document, as_document, as_text, as_time
from identity_providers.protocol.provider_metadata import metadata_of

MAX_AGE: Final = timedelta(minutes=5)
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class EndedUpstream:
    """What has ended at a provider: the session named ``sid``, or else all of the subject."""

    issuer: str
    subject: str
    sid: str


def read_logout_token(provider: Provider, token: str, now: datetime) -> EndedUpstream:
    """Return what a valid logout token says (§2.6). Raises UpstreamFailure."""
    metadata = metadata_of(provider)
    verified, keys = verified_token(token, metadata.jwks_uri)
    claims = verified.claims
    check_issuer(verified, keys, metadata.issuer)
    check_audience(claims, provider.client_id)
    _check_times(claims, now)
    # An ID token is no logout token: it has no event, and a nonce.
    if "nonce" in claims or as_document((as_document(claims.get("events")) or EMPTY).get(EVENT)) is None:
        raise rejected("logout_token_event")
    ended = EndedUpstream(
        as_text(claims.get("iss")),
        as_text(claims.get("sub"), MAX_SUBJECT),
        as_text(claims.get("sid"), MAX_SUBJECT),
    )
    if not (ended.subject or ended.sid) or not as_text(claims.get("jti")):
        raise rejected("logout_token_subject")
    return ended


def _check_times(claims: Document, now: datetime) -> None:
    issued_at, expires_at = as_time(claims.get("iat")), as_time(claims.get("exp"))
    if issued_at is None or not now - MAX_AGE - CLOCK_SKEW < issued_at <= now + CLOCK_SKEW:
        raise rejected("logout_token_iat")
    if "exp" in claims and (expires_at is None or now >= expires_at + CLOCK_SKEW):
        raise rejected("logout_token_exp")
