"""Soft limits for each network address, in Redis; a small local bucket takes over while Redis is away.

They slow floods down. What must never be exceeded is counted in the database (``accounts.services.budgets``).
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.conf import settings
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from accounts.domain.networks import network_of, parse_address

PAUSE_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """What is slowed down."""

    IDENTIFY = "identify"
    PASSWORD = "password"
    CODE = "code"
    SIGN_UP = "sign-up"
    MAIL = "mail"
    LINK = "link"
    TOKEN = "token"
    CLIENT_SECRET = "client-secret"
    TOKEN_READ = "token-read"
    STATE_HANDLE = "state-handle"


LIMITS: Mapping[Kind, str] = {
    Kind.IDENTIFY: "60/5 minutes; 300/hour",
    Kind.PASSWORD: "20/5 minutes; 100/hour",
    Kind.CODE: "30/10 minutes",
    Kind.SIGN_UP: "30/hour; 100/day",
    Kind.MAIL: "20/hour; 100/day",
    Kind.LINK: "30/10 minutes",
    Kind.TOKEN: "600/minute",
    Kind.CLIENT_SECRET: "10/minute",
    Kind.TOKEN_READ: "300/minute",
    Kind.STATE_HANDLE: "10/5 seconds",
}


@dataclass(slots=True)
class _Redis:
    away_until: float = 0.0


_redis = _Redis()


@cache
def _items(kind: Kind) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(LIMITS[kind]))


@cache
def _local() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


@cache
def _shared() -> FixedWindowRateLimiter:
    storage: Storage = RedisStorage(settings.REDIS_URL, socket_connect_timeout=0.2, socket_timeout=0.2)
    return FixedWindowRateLimiter(storage)


def allow(kind: Kind, ip_address: str, subject: str = "") -> bool:
    """Count one try from this network; return whether it is within every limit of its kind.

    Where a ``subject`` is named, tries are counted for that, wherever they come from.
    On a developer's own machine all browsers are one network, and end-to-end tests sign up by the dozen.
    """
    address = parse_address(ip_address)
    if settings.EMBEDDED and not subject and address is not None and address.is_loopback:
        return True
    network = subject or network_of(ip_address)
    if settings.REDIS_URL and time.monotonic() >= _redis.away_until:
        try:
            return _hit(_shared(), kind, network)
        except Exception as error:  # noqa: BLE001 - whatever ails Redis, the local bucket goes on counting
            _redis.away_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("redis away, limits are counted here", extra={"error": type(error).__name__})
    return _hit(_local(), kind, network)


def _hit(limiter: FixedWindowRateLimiter, kind: Kind, network: str) -> bool:
    # Every window counts every try, so all of them are asked before the answer is formed.
    hits = [limiter.hit(item, kind.value, network) for item in _items(kind)]
    return all(hits)


def reset() -> None:
    """Forget what this process counted; tests begin with it."""
    _local().storage.reset()
