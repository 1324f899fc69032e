"""Messages about clients, for administrators and developers."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.client.uri_absolute": error(
        _(
            "“{0}” is no whole address. Write it with https:// and a host, as in https://app.example.com/callback."
        )
    ),
    "ssr.client.uri_malformed": error(
        _("“{0}” is not written as browsers write addresses: ASCII, the host in small letters, no user name.")
    ),
    "ssr.client.uri_fragment": error(_("“{0}” holds a #. Leave out what stands from there on.")),
    "ssr.client.uri_wildcard": error(_("“{0}” holds a *. Write every address out: each is compared whole.")),
    "ssr.client.uri_insecure": error(
        _("“{0}” would be read on the way. Use https; http is for localhost only.")
    ),
    "ssr.client.uri_private": error(
        _("“{0}” is not on the public internet. Use a public address, or set BACKCHANNEL_NETWORKS.")
    ),
    "ssr.client.origin_malformed": error(
        _("“{0}” is more than an origin. Write scheme and host only, as in https://app.example.com.")
    ),
    "ssr.client.redirect_missing": error(_("Give at least one address that answers go to.")),
    "ssr.client.grant_unknown": error(_("There is no grant type “{0}”. There are: {1}.")),
    "ssr.client.scope_unknown": error(_("There is no scope “{0}”. There are: {1}.")),
    "ssr.client.lifetime": error(_("Choose between {0} and {1} seconds.")),
    "ssr.client.idle": error(_("It cannot be longer than the whole lifetime of refresh tokens.")),
    "ssr.client.native_public": error(
        _("A program on people's own machines keeps no secret. Make it a public client.")
    ),
    "ssr.client.public": error(_("A public client has no secret.")),
    "ssr.client.secret_changed": error(
        _("The app or its secret was changed at the same moment. Check the app, then create a secret again.")
    ),
    "ssr.client.built_in": error(
        _("The dashboard and the administration are part of this server and need no OpenID Connect.")
    ),
    "ssr.client.exists": error(_("This app is set up for OpenID Connect already.")),
}

register(ENTRIES)
