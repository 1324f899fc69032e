"""Clients of apps: reading, registration and secrets."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction

from accounts.configuration_cache import Snapshot, raise_version
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import record
from accounts.identities import hash_secret, new_secret
from accounts.versions import save_version, take_version
from applications.models import Application
from applications.selectors import APPLICATIONS, known_application
from oidc.models import Client, ClientSecret
from oidc.protocol.registration import Registration, check_registration
from outbound.client import allowed_destinations
from policies.services.policy_changes import Author

CLIENTS: Final = "clients"
OVERLAP: Final = timedelta(days=7)
"""The default time for which an old secret stays valid."""
_AREAS: Final = frozenset({CLIENTS, APPLICATIONS})


def _load_clients() -> Mapping[str, Client]:
    return {client.client_id: client for client in Client.objects.all()}


_clients = Snapshot(_load_clients, _AREAS)


def client_of(client_id: str) -> Client | None:
    """Return the client of an active app. Requests share the row, so callers never change it."""
    return _clients.get().get(client_id) if known_application(client_id).active else None


def _load_origins() -> frozenset[str]:
    origin_lists = Client.objects.filter(application__active=True).values_list("allowed_origins", flat=True)
    return frozenset(origin for text in origin_lists for origin in text.split())


_origins = Snapshot(_load_origins, _AREAS)


def allowed_origins() -> frozenset[str]:
    """Return the allowed origins of all active apps."""
    return _origins.get()


def _load_page_origins() -> tuple[str, ...]:
    rows = Client.objects.filter(application__active=True).order_by("pk")
    listed = (row.allowed_origins.split() for row in rows if row.draws_forms)
    return tuple(dict.fromkeys(origin for origins in listed for origin in origins))


_page_origins = Snapshot(_load_page_origins, _AREAS)


def page_origins() -> tuple[str, ...]:
    """Return the origins of active apps that draw the forms of the IDX API, oldest app first."""
    return _page_origins.get()


def create_client(
    application: Application,
    author: Author,
    *,
    public: bool,
    redirect_uris: tuple[str, ...],
    **columns: object,
) -> tuple[Client, str]:
    """Create the client of an app; return it with its secret, which is not stored.

    The secret of a public client is empty. ``columns`` are those of ``Client``. Raises
    ValidationFailed.
    """
    raise_if(_address_violations(application))
    row = Client(
        application=application,
        client_id=application.key,
        client_type=Client.CLIENT_PUBLIC if public else Client.CLIENT_CONFIDENTIAL,
        redirect_uris="\n".join(redirect_uris),
        created_at=author.now,
        **columns,
    )
    raise_if(check_client(row))
    with transaction.atomic():
        raise_version(CLIENTS)
        row.save(force_insert=True)
        secret = "" if public else _add_secret(row, author)
        record([author.entry("oauth2.client.create", application.event_target)], now=author.now)
    return row, secret


def _address_violations(application: Application) -> tuple[Violation, ...]:
    if application.built_in:
        return (Violation("application", "ssr.client.built_in"),)
    if Client.objects.filter(application=application).exists():
        return (Violation("application", "ssr.client.exists"),)
    return ()


def check_client(row: Client) -> tuple[Violation, ...]:
    """Return the violations of a client, by field."""
    return check_registration(
        Registration(
            public=row.public,
            native=row.native,
            redirect_uris=tuple(row.redirect_uris.split()),
            post_logout_redirect_uris=tuple(row.post_logout_redirect_uris.split()),
            allowed_origins=tuple(row.allowed_origins.split()),
            backchannel_logout_uri=row.backchannel_logout_uri,
            grant_types=tuple(row.grant_types),
            scopes=tuple(row.scopes),
            access_seconds=row.access_seconds,
            refresh_seconds=row.refresh_seconds,
            refresh_idle_seconds=row.refresh_idle_seconds,
        ),
        allowed_destinations(),
    )


def save_client(row: Client, author: Author) -> Client:
    """Save a client. Raises ValidationFailed."""
    raise_if(check_client(row))
    with transaction.atomic():
        raise_version(CLIENTS)
        save_version(row)
        record([author.entry("oauth2.client.update", row.application.event_target)], now=author.now)
    return row


def delete_client(row: Client, author: Author) -> None:
    """Delete a client with its secrets and tokens; the app stays."""
    with transaction.atomic():
        raise_version(CLIENTS)
        record([author.entry("oauth2.client.delete", row.application.event_target)], now=author.now)
        row.delete()


def rotate_secret(row: Client, author: Author, overlap: timedelta = OVERLAP) -> str:
    """Give a confidential client a new secret and return it; the old one stays valid for the overlap.

    Without an overlap, as for a lost secret, the old one is invalid at once. Raises ValidationFailed, also
    when the client has changed since it was read: of two rotations at the same moment one creates a secret.
    """
    raise_if((Violation("client_type", "ssr.client.public"),) if row.public else ())
    until = author.now + overlap
    with transaction.atomic():
        _take_rotation(row)
        secrets = ClientSecret.objects.filter(client=row)
        secrets.filter(expires_at=None).update(expires_at=until)
        secrets.filter(expires_at__gt=until).update(expires_at=until)
        secret = _add_secret(row, author)
        record([author.entry("oauth2.client.secret", row.application.event_target)], now=author.now)
    return secret


def _take_rotation(row: Client) -> None:
    try:
        take_version(row)
    except ValidationFailed as failure:
        raise ValidationFailed([Violation("", "ssr.client.secret_changed")]) from failure


def _add_secret(row: Client, author: Author) -> str:
    secret = new_secret()
    ClientSecret.objects.create(client=row, digest=hash_secret(secret), created_at=author.now)
    return secret
