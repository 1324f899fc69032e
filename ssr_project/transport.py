"""Whether what a deployment sends to its own services can be read or changed on the way."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from ssr_project.client_ip import parse_proxies
from ssr_project.deploy_check import DeployCheck

VERIFIED_OR_ENCRYPTED: Final = ("require", "verify-ca", "verify-full")
MIN_PREFIX: Final = {4: 8, 6: 19}
"""Shortest prefix of a trusted public network: content delivery networks publish none that are wider."""
OWASP_ARGON2: Final = ((47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5))
"""Memory in KiB and passes of Argon2id that OWASP's Password Storage Cheat Sheet counts as equal."""


def is_remote(host: str) -> bool:
    """Whether a host is neither this machine, a socket, nor a bare name of a container network."""
    if not host or host.startswith("/"):
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return "." in host


def database_is_open(database: Mapping[str, Any]) -> bool:
    """Whether the database is remote and libpq may fall back to a connection without TLS."""
    options = database.get("OPTIONS") or {}
    hosts = str(options.get("host") or database.get("HOST") or "").split(",")
    return any(is_remote(host) for host in hosts) and options.get("sslmode") not in VERIFIED_OR_ENCRYPTED


def redis_is_open(url: str) -> bool:
    """Whether Redis is remote and lacks TLS or a password."""
    parts = urlsplit(url)
    return is_remote(parts.hostname or "") and not (parts.scheme == "rediss" and parts.password)


def mail_password_is_open(host: str, user: str, *, encrypted: bool) -> bool:
    """Whether the mail server's password travels in the clear."""
    return bool(user) and is_remote(host) and not encrypted


def proxies_are_too_wide(text: str) -> bool:
    """Whether strangers are among the proxies whose headers count; no list at all is another error."""
    try:
        networks = parse_proxies(text)
    except ValueError:
        return False
    return any(
        network.prefixlen < MIN_PREFIX[network.version] and not network.is_private for network in networks
    )


def hashes_are_weak(memory_kib: int, passes: int, lanes: int) -> bool:
    """Whether a password hash costs less than each of OWASP's equal choices."""
    return lanes < 1 or not any(memory_kib >= memory and passes >= time for memory, time in OWASP_ARGON2)


TRANSPORT_CHECKS: Final = (
    DeployCheck(
        20,
        lambda: proxies_are_too_wide(settings.TRUSTED_PROXIES),
        "TRUSTED_PROXIES holds a public network that is too wide.",
        "Set TRUSTED_PROXIES to the networks of your own proxies (10.0.0.0/8), or to none.",
    ),
    DeployCheck(
        21,
        lambda: mail_password_is_open(
            settings.EMAIL_HOST,
            settings.EMAIL_HOST_USER,
            encrypted=settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
        ),
        "EMAIL_URL sends a password without TLS.",
        "Use smtp+tls:// or smtp+ssl:// in EMAIL_URL.",
    ),
    DeployCheck(
        22,
        lambda: any(database_is_open(database) for database in settings.DATABASES.values()),
        "The database is on another host and allows connections without TLS.",
        "End DATABASE_URL with ?sslmode=verify-full, or at least ?sslmode=require.",
    ),
    DeployCheck(
        23,
        lambda: hashes_are_weak(
            settings.ARGON2_MEMORY_KIB, settings.ARGON2_TIME_COST, settings.ARGON2_PARALLELISM
        ),
        "Password hashes cost less than OWASP's minimum.",
        "Keep ARGON2_MEMORY_KIB=19456 and ARGON2_TIME_COST=2, or raise them.",
    ),
    DeployCheck(
        24,
        lambda: redis_is_open(str(settings.CELERY_BROKER_URL)),
        "Redis is on another host and lacks TLS or a password.",
        "Set REDIS_URL=rediss://:password@host:6379/0.",
    ),
)
