"""Who issues tokens: the organisation's own server and the one that everybody calls ``default``.

Their addresses come from ``PUBLIC_URL``, never from what a request says its host is.
"""

from typing import Final

from django.conf import settings

OWN: Final = ""
DEFAULT: Final = "default"
ISSUERS: Final = (OWN, DEFAULT)


def issuer_url(issuer: str) -> str:
    """Return ``iss`` of what this issuer signs; without a slash at the end."""
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}/oauth2/{issuer}" if issuer else base


def oauth_base(issuer: str) -> str:
    """Return what the addresses of OAuth begin with: ``/v1/token`` and the like follow."""
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}/oauth2/{issuer}" if issuer else f"{base}/oauth2"
