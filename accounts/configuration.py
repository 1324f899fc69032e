"""Snapshots of configuration rows: read once, shared by every request until a row changes.

A process compares one ``ConfigurationVersion`` row at most once a second, and at once after its own writes.
A write that must decide on today's rows (the end of a transaction) forgets what it saw and so looks again.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.models import ConfigurationVersion

T = TypeVar("T")
FRESH_FOR_SECONDS = 1.0


@dataclass(slots=True)
class _Clock:
    """The newest version this process has seen, and when it looked."""

    token: str = ""
    looked_at: float = float("-inf")
    forgotten: int = 0

    def current(self) -> str:
        if time.monotonic() - self.looked_at < FRESH_FOR_SECONDS:
            return self.token
        before, token = self.forgotten, _newest_token()
        if before == self.forgotten:
            # A read that began before a write must not count as one after it.
            self.token, self.looked_at = token, time.monotonic()
        return token

    def forget(self) -> None:
        self.forgotten += 1
        self.looked_at = float("-inf")


def _newest_token() -> str:
    return ConfigurationVersion.objects.values_list("token", flat=True).first() or ""


_clock = _Clock()


@dataclass(slots=True)
class Snapshot(Generic[T]):
    """An immutable value loaded from rows, loaded again when the configuration version differs."""

    load: Callable[[], T]
    _held: tuple[str, T] | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(self) -> T:
        """Return the value, loaded again if rows have changed since."""
        token = _clock.current()
        held = self._held
        if held is not None and held[0] == token and token:
            return held[1]
        with self._lock:
            value = self.load()
            self._held = (token, value)
        return value


def raise_version() -> None:
    """Tell every process that configuration rows have changed. Call it inside the block that changes them."""
    ConfigurationVersion.objects.update_or_create(
        id=1, defaults={"token": secrets.token_hex(8), "changed_at": timezone.now()}
    )
    _clock.forget()
    transaction.on_commit(_clock.forget)


def locked_version() -> str:
    """Return the version and lock it against other changes until the caller's atomic block ends."""
    made = {"token": secrets.token_hex(8), "changed_at": timezone.now()}
    row, _made = ConfigurationVersion.objects.select_for_update().get_or_create(id=1, defaults=made)
    return row.token


def forget() -> None:
    """Look at the version again at the next question instead of within a second."""
    _clock.forget()
