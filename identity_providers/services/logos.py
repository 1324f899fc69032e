"""The logo of a provider, cleaned before it is kept."""

from datetime import datetime

from django.db import transaction

from accounts.configuration_cache import raise_version
from accounts.domain.logos import Logo, read_logo
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.versions import save_version
from identity_providers.models import IdentityProvider
from identity_providers.selectors import IDENTITY_PROVIDERS


def set_logo(row: IdentityProvider, content: bytes, *, actor: User | None, now: datetime) -> None:
    """Give a provider a logo: the content of an image file. Raises ValidationFailed."""
    _write(row, read_logo(content), actor, now)


def remove_logo(row: IdentityProvider, *, actor: User | None, now: datetime) -> None:
    """Show no logo on the button."""
    _write(row, None, actor, now)


def _write(row: IdentityProvider, logo: Logo | None, actor: User | None, now: datetime) -> None:
    row.logo = logo.content if logo else None
    row.logo_type, row.logo_digest = (logo.type, logo.digest) if logo else ("", "")
    entry = Entry("identity_provider.update", actor=acting(actor), targets=(row.event_target,))
    with transaction.atomic():
        raise_version(IDENTITY_PROVIDERS)
        save_version(row, only=["logo", "logo_type", "logo_digest"])
        record([entry], now=now)
