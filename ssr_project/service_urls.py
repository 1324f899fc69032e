"""URLs in the environment that hold a password. No error repeats any part of one."""

import re
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

_AUTHORITY: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://(?P<authority>[^/?#]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
ENCODE: Final = "Write / ? # @ : % and spaces in user and password as %2F %3F %23 %40 %3A %25 %20."


def service_url(name: str, value: str) -> SplitResult:
    """Return the parts of the URL in the variable ``name``.

    Raises ImproperlyConfigured, with the name and the remedy, where a password isn't percent-encoded: the
    parser would take its first part for a port and show it.
    """
    found = _AUTHORITY.fullmatch(value)
    if found is None:
        raise ImproperlyConfigured(
            f"{name} must be a URL with a scheme, such as scheme://user:password@host."
        )
    authority, rest = found["authority"], found["rest"]
    host = authority.rpartition("@")[2]
    if "@" in rest or not authority.isprintable() or " " in authority:
        raise ImproperlyConfigured(f"{name} holds a character that must be percent-encoded. {ENCODE}")
    try:
        parts = urlsplit(value)
        if "," not in host:  # PostgreSQL takes several hosts
            _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a host or port that can't be read. {ENCODE}") from None
    return parts


def broker_tls(url: str) -> dict[str, Any] | None:
    """Return Celery's ``broker_use_ssl`` for a URL. Celery reads no scheme once a transport is named."""
    return {"ssl_cert_reqs": "required"} if urlsplit(url).scheme == "rediss" else None
