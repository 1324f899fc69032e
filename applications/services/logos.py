"""The logo of an app, cleaned before it is kept."""

from django.db import transaction

from accounts.configuration_cache import raise_version
from accounts.domain.logos import Logo, read_logo
from accounts.events.log import record
from accounts.versions import save_version
from applications.models import Application
from applications.selectors import APPLICATIONS
from policies.services.policy_changes import Author


def set_logo(row: Application, content: bytes, author: Author) -> None:
    """Give an app a logo: the content of an image file. Raises ValidationFailed."""
    _write(row, read_logo(content), author)


def remove_logo(row: Application, author: Author) -> None:
    """Show the first letter of the name instead."""
    _write(row, None, author)


def _write(row: Application, logo: Logo | None, author: Author) -> None:
    row.logo = logo.content if logo else None
    row.logo_type, row.logo_digest = (logo.type, logo.digest) if logo else ("", "")
    with transaction.atomic():
        raise_version(APPLICATIONS)
        save_version(row, only=["logo", "logo_type", "logo_digest"])
        record([author.entry("application.lifecycle.update", row.event_target)], now=author.now)
