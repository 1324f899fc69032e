"""Client authentication: by a secret, or for a public client by its ID (RFC 6749 §2.3)."""

import hmac
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote_plus

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.credentials.throttle import Kind
from accounts.domain.events import Actor, ActorType
from accounts.events.log import Entry, record_refusal
from accounts.identities import hash_secret
from oidc.clients import client_of
from oidc.models import Client, ClientSecret
from policies.services import zones

AUTHENTICATE: Final = "oauth2.client.authenticate"
TRY_LATER: Final = "Too many wrong secrets came from this address."
UNREADABLE: Final = "The Authorization header is not Basic with a client ID and a secret in base64."


class ClientAuthenticationError(Exception):
    """Client authentication failed. ``by_header``: HTTP Basic was used and is challenged.

    ``retry_after``: seconds until secrets from this network are compared again.
    """

    def __init__(self, description: str, *, by_header: bool = False, retry_after: int = 0) -> None:
        super().__init__(description)
        self.by_header, self.retry_after = by_header, retry_after


@dataclass(frozen=True, slots=True)
class PresentedCredentials:
    """The presented client ID and secret. An empty secret by HTTP Basic counts as none."""

    client_id: str
    secret: str = ""
    by_header: bool = False


def authenticate_client(request: HttpRequest) -> Client:
    """Authenticate the client of a request. Raises ClientAuthenticationError."""
    shown = read_credentials(request.headers.get("Authorization", ""), request.POST)
    client = client_of(shown.client_id) if shown.client_id else None
    if client is not None and _verifies_secret(client, shown, timezone.now()):
        return client
    description = "The client is unknown, inactive, or failed to authenticate."
    network = request.META.get("REMOTE_ADDR", "")
    wait = zones.count_try(Kind.CLIENT_SECRET, network)
    if wait:
        raise ClientAuthenticationError(TRY_LATER, by_header=shown.by_header, retry_after=wait)
    failure = Entry(
        AUTHENTICATE,
        reason="invalid_client",
        actor=Actor(ActorType.CLIENT),
        targets=(client.event_target,) if client is not None else (),
    )
    # Names of clients that don't exist are the stranger's choice: those are counted by network.
    subject = client.client_id if client is not None else network
    record_refusal(failure, subject=subject, now=timezone.now())
    raise ClientAuthenticationError(description, by_header=shown.by_header)


def read_credentials(header: str, form: Mapping[str, str]) -> PresentedCredentials:
    """Read the presented credentials. Raises ClientAuthenticationError for two methods (RFC 6749 §2.3).

    Public clients also send Basic with their ID alone, with or without the colon.
    """
    named, secret = form.get("client_id", ""), form.get("client_secret", "")
    if not header:
        return PresentedCredentials(named, secret)
    scheme, _, encoded = header.partition(" ")
    try:
        text = b64decode(encoded.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:
        text = ""
    client_id, _, by_header = text.partition(":")
    client_id, by_header = unquote_plus(client_id), unquote_plus(by_header)
    if not client_id or "\0" in client_id:
        raise ClientAuthenticationError(UNREADABLE, by_header=True)
    if secret or (named and named != client_id):
        raise ClientAuthenticationError(
            "Use HTTP Basic or the form for the client's credentials, not both.", by_header=True
        )
    return PresentedCredentials(client_id, by_header, by_header=True)


def _verifies_secret(client: Client, shown: PresentedCredentials, now: datetime) -> bool:
    if client.public:
        return not shown.secret
    presented = hash_secret(shown.secret)
    live = ClientSecret.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), client=client)
    return any(hmac.compare_digest(presented, digest) for digest in live.values_list("digest", flat=True))
