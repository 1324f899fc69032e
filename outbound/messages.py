"""Texts for administrators about failed requests: the reason and the remedy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from outbound.errors import OutboundError, Reason

_HOST: Final = _(
    "The host has no public address. Check its name. For a server in a private network, add the network to "
    "OUTBOUND_ALLOWED_NETWORKS."
)
"""One text for unknown and for private names: it doesn't reveal which names a private network has."""
TEXTS: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.URL: _(
            "The URL can’t be used. Write https://, a host name and a path, without a user name, a # or a "
            "backslash."
        ),
        Reason.PORT: _(
            "The port isn’t allowed. Use port 443, or add the other port to OUTBOUND_ALLOWED_PORTS."
        ),
        Reason.ADDRESS: _HOST,
        Reason.DNS: _HOST,
        Reason.CONNECT: _(
            "The server can’t be reached. Check that it’s running, and that firewalls allow the connection."
        ),
        Reason.TLS: _(
            "The server’s certificate isn’t trusted, or is for another name. Renew it, or name your own "
            "authority in SSL_CERT_FILE."
        ),
        Reason.TIME: _("The server took too long to respond. Try again later."),
        Reason.SIZE: _("The response is too large. Check that the URL is the right one."),
        Reason.CONTENT_TYPE: _("The response has another content type. Check that the URL is the right one."),
        Reason.STATUS: _("The server refused the request. Check the URL and your registration there."),
        Reason.RESPONSE: _("The response can’t be read. Check that the URL is the right one."),
    }
)


def describe(error: OutboundError) -> str:
    """Return the text for administrators, in their language."""
    return gettext(TEXTS[error.reason])
