"""The addresses of an app that a browser is sent to."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from accounts.domain.violations import Violation

MAX_LENGTH: Final = 200
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"`]|\s")


def check_address(field: str, text: str) -> tuple[Violation, ...]:
    """Validate an address: https, or http on a developer's own machine.

    Codes and links go there, so the path must be confidential (RFC 9700 §4.1.3, RFC 8252 §7.3).
    """
    if len(text) > MAX_LENGTH:
        return (Violation(field, "ssr.app.address.long", (str(MAX_LENGTH),)),)
    parts = None if _FORBIDDEN.search(text) else _split(text)
    if parts is None or not parts.hostname or parts.scheme not in ("https", "http"):
        return (Violation(field, "ssr.app.address", (text,)),)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        return (Violation(field, "ssr.app.address.insecure", (text,)),)
    if parts.username is not None or parts.password is not None:
        return (Violation(field, "ssr.app.address.user", (text,)),)
    if "#" in text:
        return (Violation(field, "ssr.app.address.fragment", (text,)),)
    return ()


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves the machine (RFC 6761, section 6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # a port that is no number is an error only when it is asked for
    except ValueError:
        return None
    return parts
