"""The two issuers: the organisation's own server, and ``default``, which some client libraries expect.

Their URLs come from ``PUBLIC_URL``, never from the Host header.
"""

from typing import Final

from django.conf import settings

from accounts.page_paths import page_path

OWN: Final = ""
DEFAULT: Final = "default"
ISSUERS: Final = (OWN, DEFAULT)


def issuer_url(issuer: str) -> str:
    """Return the issuer identifier, ``iss``, without a trailing slash."""
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}/oauth2/{issuer}" if issuer else base


def endpoint_path(issuer: str, name: str) -> str:
    """Return the path of an endpoint, such as ``token``."""
    return page_path(f"oidc:{issuer}-{name}" if issuer else f"oidc:{name}")


def endpoint_url(issuer: str, name: str) -> str:
    """Return the URL of an endpoint, such as ``token``."""
    return f"{str(settings.PUBLIC_URL).rstrip('/')}{endpoint_path(issuer, name)}"
