"""Setting apps up for OpenID Connect."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.configuration_cache import raise_version
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import record
from accounts.identities import hash_secret, new_secret
from accounts.versions import save_version
from applications.models import Application
from oidc.domain.clients import Registration, check_registration
from oidc.models import Client, ClientSecret
from oidc.selectors import CLIENTS
from policies.services.policy_changes import Author

OVERLAP: Final = timedelta(days=7)
"""The default time for which an old secret stays valid."""


def create_client(
    application: Application,
    author: Author,
    *,
    public: bool,
    redirect_uris: tuple[str, ...],
    **columns: object,
) -> tuple[Client, str]:
    """Set an app up for OpenID Connect; return its client and the secret, which is kept nowhere.

    Public clients have none: nothing is returned for it. ``columns`` are those of ``Client``. Raises
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
    """Return what is wrong with a client, by field."""
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
        settings.BACKCHANNEL_NETWORKS,
    )


def save_client(row: Client, author: Author) -> Client:
    """Write what an app may do. Raises ValidationFailed."""
    raise_if(check_client(row))
    with transaction.atomic():
        raise_version(CLIENTS)
        save_version(row)
        record([author.entry("oauth2.client.update", row.application.event_target)], now=author.now)
    return row


def delete_client(row: Client, author: Author) -> None:
    """Take OpenID Connect from an app, with every secret and token; the app stays."""
    with transaction.atomic():
        raise_version(CLIENTS)
        record([author.entry("oauth2.client.delete", row.application.event_target)], now=author.now)
        row.delete()


def rotate_secret(row: Client, author: Author, overlap: timedelta = OVERLAP) -> str:
    """Give a confidential client a new secret and return it, once; the old one counts for the overlap.

    Without an overlap the old one is over at once: what to do when it was lost. Raises ValidationFailed.
    """
    raise_if((Violation("client_type", "ssr.client.public"),) if row.public else ())
    until = author.now + overlap
    with transaction.atomic():
        secrets = ClientSecret.objects.filter(client=row)
        secrets.filter(expires_at=None).update(expires_at=until)
        secrets.filter(expires_at__gt=until).update(expires_at=until)
        secret = _add_secret(row, author)
        record([author.entry("oauth2.client.secret", row.application.event_target)], now=author.now)
    return secret


def _add_secret(row: Client, author: Author) -> str:
    secret = new_secret()
    ClientSecret.objects.create(client=row, digest=hash_secret(secret), created_at=author.now)
    return secret
