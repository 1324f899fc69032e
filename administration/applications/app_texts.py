"""Texts about an app: who may use it, how it signs users in, its logo, and what is deleted with it."""

from typing import Any, Final

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from administration.applications.client_fields import client_row, kind_of
from applications.models import Application
from applications.selectors import application_of
from applications.services.apps import related_data
from oidc.models import RefreshToken
from oidc.protocol.registration import KIND_NAMES

NOTES: Final = '<span class="policy-effect">{}</span>'
MAX_NAMES: Final = 3
SIDE: Final = 48
"""Pixels of a tile's logo."""


def access_text(row: Any) -> str:
    """Return who may use an app, shortly. The row comes with its groups and with ``named``, a number."""
    if row.everyone:
        return gettext("Everyone")
    names = [group.name for group in row.groups.all()]
    parts = names[:MAX_NAMES]
    if len(names) > MAX_NAMES:
        more = len(names) - MAX_NAMES
        parts.append(ngettext("%(count)d more group", "%(count)d more groups", more) % {"count": more})
    if row.named:
        parts.append(ngettext("%(count)d person", "%(count)d people", row.named) % {"count": row.named})
    return ", ".join(parts) or gettext("No one")


def related_data_text(row: Application) -> list[str]:
    """Return what goes with an app when it is deleted."""
    going, connected = related_data(row), _connected(row)
    return [
        ngettext("%(count)d group assignment", "%(count)d group assignments", going.groups)
        % {"count": going.groups},
        ngettext("%(count)d individual assignment", "%(count)d individual assignments", going.people)
        % {"count": going.people},
        ngettext("consent of %(count)d person", "consent of %(count)d people", going.consents)
        % {"count": going.consents},
        ngettext("usage history of %(count)d person", "usage history of %(count)d people", going.uses)
        % {"count": going.uses},
        ngettext("%(count)d active refresh token", "%(count)d active refresh tokens", connected)
        % {"count": connected},
    ]


def _connected(row: Application) -> int:
    """Count the sign-ins that an app can still renew."""
    tokens = RefreshToken.objects.filter(grant__client__application=row, expires_at__gt=timezone.now())
    return tokens.filter(used_at=None, grant__revoked_at=None).count()


def sign_in_text(row: Application) -> str:
    """Return how an app signs users in, shortly."""
    if row.built_in:
        return gettext("Built-in")
    return gettext(KIND_NAMES[kind_of(client_row(row))])


def shown_logo(row: Application) -> SafeString:
    """Return the logo as a tile shows it: the image, or the letter on the app's color."""
    app = application_of(row, (), has_users=False)
    if app.tile.logo_url:
        return format_html('<img src="{}" alt="" width="{}" height="{}">', app.tile.logo_url, SIDE, SIDE)
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" '
        'rx="10" fill="{1}"/><text x="24" y="32" font-size="22" font-weight="600" text-anchor="middle" '
        'fill="{2}">{3}</text></svg>',
        SIDE,
        app.tile.color,
        app.tile.ink,
        app.letter,
    )
