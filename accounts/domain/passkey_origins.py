"""Origins whose pages may create and use passkeys of this server's RP ID (WebAuthn Level 3 §5.1.3, §5.11)."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_LOCALHOST: Final = "localhost"


def usable_origins(origins: Iterable[str], rp_id: str) -> tuple[str, ...]:
    """Return the origins where a browser offers passkeys of this RP ID: within it, or related to it."""
    return tuple(origin for origin in origins if _is_within(origin, rp_id) or _is_relatable(origin, rp_id))


def related_origins(origins: Iterable[str], rp_id: str) -> tuple[str, ...]:
    """Return the usable origins outside the RP ID's domain: browsers ask the server about these."""
    return tuple(origin for origin in usable_origins(origins, rp_id) if not _is_within(origin, rp_id))


def _is_within(origin: str, rp_id: str) -> bool:
    host = _secure_host(origin)
    return bool(host and rp_id) and (host == rp_id or host.endswith(f".{rp_id}")) and not _is_ip(rp_id)


def _is_relatable(origin: str, rp_id: str) -> bool:
    """Whether a browser would look for the origin in the list that it reads from the RP ID by HTTPS."""
    host = _secure_host(origin)
    local = _is_local(host) or _is_local(rp_id)
    return bool(host and rp_id) and origin.startswith("https://") and not local and not _is_ip(rp_id)


def _secure_host(origin: str) -> str:
    """Return the domain of a secure context, or nothing: IP addresses have no passkeys."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_local(host))
    return host if secure and not _is_ip(host) else ""


def _is_local(host: str) -> bool:
    return host == _LOCALHOST or host.endswith(f".{_LOCALHOST}")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
