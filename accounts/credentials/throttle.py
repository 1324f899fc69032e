"""Soft limits for each network address, in Redis; a local count takes over while Redis is away.

They slow floods down. What must never be exceeded is counted in the database (``budgets``).
"""

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from typing import Final, TypeVar

from django.conf import settings
from django.utils.crypto import salted_hmac
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from accounts.domain.events import SYSTEM
from accounts.domain.networks import network_of, parse_address
from accounts.events.log import FAILURE, Entry, record

PAUSE_SECONDS = 5.0

T = TypeVar("T")
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
    PROVIDER_TEST = "provider-test"
    WRONG_PASSWORD = "wrong-password"
    SPRAYING_ALARM = "spraying-alarm"
    PASSWORD_IN_ALARM = "password-in-alarm"


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
    Kind.PROVIDER_TEST: "20/10 minutes",
    # Counted for all networks together, against password spraying.
    Kind.WRONG_PASSWORD: "600/10 minutes",
    Kind.SPRAYING_ALARM: "1/30 minutes",
    # A tenth of PASSWORD.
    Kind.PASSWORD_IN_ALARM: "2/5 minutes; 10/hour",
}


@dataclass(slots=True)
class _Redis:
    away_until: float = 0.0


_redis = _Redis()


@dataclass(frozen=True, slots=True)
class _Counter:
    """Tries of one kind by a network or subject; ``times`` is 0 for the usual limits (see ``allow``)."""

    kind: Kind
    of: str
    times: int = 0

    @property
    def items(self) -> tuple[RateLimitItem, ...]:
        return _items(self.kind, max(1, self.times))

    @property
    def key(self) -> tuple[str, ...]:
        # Redis, its backups and its monitor show a digest: a network says who was here.
        digest = salted_hmac("accounts.throttle", self.of, algorithm="sha256").hexdigest()[:32]
        return (self.kind.value, digest, *(["beyond"] if self.times else []))


@cache
def _items(kind: Kind, times: int) -> tuple[RateLimitItem, ...]:
    return tuple(
        type(item)(item.amount * times, item.multiples, item.namespace) for item in parse_many(LIMITS[kind])
    )


@cache
def _local() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


# All periods are looked at before any is counted, so that a refused try uses up nothing; in one round trip.
_HIT: Final = """
local now = tonumber(ARGV[1])
for i, key in ipairs(KEYS) do
    local limit, seconds = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    local oldest = redis.call('lindex', key, limit - 1)
    if oldest and tonumber(oldest) >= now - seconds then
        return 0
    end
end
for i, key in ipairs(KEYS) do
    redis.call('lpush', key, ARGV[1])
    redis.call('ltrim', key, 0, tonumber(ARGV[2 * i]) - 1)
    redis.call('expire', key, ARGV[2 * i + 1])
end
return 1
"""


class _RedisLimiter(MovingWindowRateLimiter):
    """The library's moving windows, and a hit of several of them at once."""

    storage: RedisStorage

    def __init__(self) -> None:
        # A prefix of its own: under the usual one lie counters of another shape from before.
        storage = RedisStorage(
            settings.REDIS_URL, key_prefix="SSR_LIMITS", socket_connect_timeout=0.2, socket_timeout=0.2
        )
        super().__init__(storage)
        self._script = storage.get_connection().register_script(_HIT.encode())

    def hit_all(self, items: tuple[RateLimitItem, ...], *identifiers: str) -> bool:
        """Count one try in each window, or in none if one is full."""
        keys = [self.storage.prefixed_key(item.key_for(*identifiers)) for item in items]
        windows = [number for item in items for number in (item.amount, item.get_expiry())]
        return bool(self._script(keys, [time.time(), *windows]))


@cache
def _shared() -> _RedisLimiter:
    return _RedisLimiter()


def allow(kind: Kind, ip_address: str, subject: str = "", beyond: int = 0) -> bool:
    """Count one try from this network; return whether it is within every limit of its kind.

    A refused try is not counted. With a ``subject`` its tries are counted from all networks together. With
    ``beyond`` the try is counted apart from the usual ones, with that many times their limits: a network
    with five times the limits is tried first without it, and then with four. On a developer's machine all
    browsers share one network, and end-to-end tests sign up by the dozen.
    """
    address = parse_address(ip_address)
    if settings.EMBEDDED and not subject and address is not None and address.is_loopback:
        return True
    counter = _Counter(kind, subject or network_of(ip_address), beyond)
    return _with_storage(partial(_hit, counter=counter))


def has_room(kind: Kind, ip_address: str, subject: str = "") -> bool:
    """Return whether a try would be allowed, without counting one."""
    return _with_storage(partial(_test, counter=_Counter(kind, subject or network_of(ip_address))))


def seconds_left(kind: Kind, ip_address: str, subject: str = "", beyond: int = 0) -> int:
    """Return the seconds until a refused try is allowed, rounded up."""
    counter = _Counter(kind, subject or network_of(ip_address), beyond)
    return _with_storage(partial(_wait, counter=counter))


def _with_storage(work: Callable[[MovingWindowRateLimiter], T]) -> T:
    if settings.REDIS_URL and time.monotonic() >= _redis.away_until:
        try:
            return work(_shared())
        except Exception as error:  # noqa: BLE001 - whatever ails Redis, this process goes on counting
            _redis.away_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("redis away, limits are counted here", extra={"error": type(error).__name__})
    return work(_local())


def _hit(limiter: MovingWindowRateLimiter, counter: _Counter) -> bool:
    if isinstance(limiter, _RedisLimiter):
        return limiter.hit_all(counter.items, *counter.key)
    if not _test(limiter, counter):
        return False
    return all(limiter.hit(item, *counter.key) for item in counter.items)


def _test(limiter: MovingWindowRateLimiter, counter: _Counter) -> bool:
    return all(limiter.test(item, *counter.key) for item in counter.items)


def _wait(limiter: MovingWindowRateLimiter, counter: _Counter) -> int:
    stats = [limiter.get_window_stats(item, *counter.key) for item in counter.items]
    ends = [window.reset_time for window in stats if window.remaining <= 0]
    # A period includes its last moment: the oldest try counts until just after it.
    return max(1, math.floor(max(ends, default=0.0) - time.time()) + 1)


def reset() -> None:
    """Forget what this process counted; tests begin with it."""
    _local().storage.reset()


ATTACK: Final = "security.attack.start"
_EVERYWHERE: Final = "everywhere"


def count_wrong_password(now: datetime) -> None:
    """Count a wrong password of an untrusted browser; raise the alarm once the limit is reached.

    The alarm is an event and a line of the log at the level ERROR. It is raised again when it has ended and
    the wrong passwords have not.
    """
    if allow(Kind.WRONG_PASSWORD, "", _EVERYWHERE):
        return
    if allow(Kind.SPRAYING_ALARM, "", _EVERYWHERE):
        record([Entry(ATTACK, outcome=FAILURE, reason="password_spraying", actor=SYSTEM)], now=now)
        limit = LIMITS[Kind.WRONG_PASSWORD]
        logger.error("password spraying: wrong passwords from many networks", extra={"limit": limit})


def seconds_in_alarm(ip_address: str) -> int:
    """Count a password of an untrusted browser while the alarm lasts; return how long it waits, 0 if not."""
    alarm = not has_room(Kind.SPRAYING_ALARM, "", _EVERYWHERE)
    if not alarm or allow(Kind.PASSWORD_IN_ALARM, ip_address):
        return 0
    return seconds_left(Kind.PASSWORD_IN_ALARM, ip_address)
