"""Messages about clients, for administrators and developers."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.client.uri_absolute": error(
        _("“{0}” isn’t an absolute URI. Include the scheme and host, as in https://app.example.com/callback.")
    ),
    "ssr.client.uri_malformed": error(
        _("“{0}” isn’t in normal form. Use ASCII, a lowercase host and no username.")
    ),
    "ssr.client.uri_fragment": error(_("“{0}” has a fragment. Remove the # and everything after it.")),
    "ssr.client.uri_wildcard": error(_("“{0}” has a wildcard. List every URI in full, without *.")),
    "ssr.client.uri_insecure": error(_("“{0}” isn’t encrypted. Use https; http is for localhost only.")),
    "ssr.client.uri_private": error(
        _("“{0}” isn’t on the public internet. Use a public address, or set OUTBOUND_ALLOWED_NETWORKS.")
    ),
    "ssr.client.uri_port": error(
        _("“{0}” has a port that isn’t allowed. Use port 443, or set OUTBOUND_ALLOWED_PORTS.")
    ),
    "ssr.client.origin_malformed": error(
        _("“{0}” isn’t an origin. Enter the scheme and host only, as in https://app.example.com.")
    ),
    "ssr.client.redirect_missing": error(_("Enter at least one redirect URI.")),
    "ssr.client.grant_unknown": error(_("“{0}” isn’t a supported grant type. Choose from: {1}.")),
    "ssr.client.scope_unknown": error(_("“{0}” isn’t a supported scope. Choose from: {1}.")),
    "ssr.client.lifetime": error(_("Enter a number from {0} to {1} seconds.")),
    "ssr.client.idle": error(
        _("The idle timeout can’t exceed the refresh token lifetime. Enter a shorter time.")
    ),
    "ssr.client.native_public": error(
        _("A native application can’t keep a secret. Make it a public client.")
    ),
    "ssr.client.public": error(_("Public clients don’t have a secret.")),
    "ssr.client.secret_changed": error(
        _("The application was changed at the same time. Check it, then create a secret again.")
    ),
    "ssr.client.built_in": error(
        _("The dashboard and the administration are built in and don’t use OpenID Connect.")
    ),
    "ssr.client.exists": error(_("This application already uses OpenID Connect.")),
}

register(ENTRIES)
