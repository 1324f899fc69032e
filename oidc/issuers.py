"""The two issuers: the organisation's own server, and ``default``, which some client libraries expect.

Their URLs come from ``PUBLIC_URL``, never from the Host header.
"""

from typing import Final

from django.conf import settings

OWN: Final = ""
DEFAULT: Final = "default"
ISSUERS: Final = (OWN, DEFAULT)


def issuer_url(issuer: str) -> str:
    """Return the issuer identifier, ``iss``, without a trailing slash."""
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}/oauth2/{issuer}" if issuer else base


def oauth_base(issuer: str) -> str:
    """Return the base URL of the endpoints, which end in ``/v1/token`` and the like."""
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}/oauth2/{issuer}" if issuer else f"{base}/oauth2"
