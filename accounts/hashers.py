"""Argon2id with this deployment's parameters, and never more hashes at once than the machine can bear.

A password flood is a flood of memory: each hash takes ``ARGON2_MEMORY_KIB``. Hashes beyond the bound wait a
short while for their turn and are then refused, so that the process stays alive.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class HashingBusy(Exception):
    """Every slot stayed taken for the whole queue time: answer 503 and ask to try again."""


@cache
def _slots() -> BoundedSemaphore:
    return BoundedSemaphore(settings.HASH_CONCURRENCY)


@contextmanager
def hash_slot() -> Iterator[None]:
    """Hold one of the process's hash slots. Raises HashingBusy after ``HASH_QUEUE_SECONDS``."""
    if not _slots().acquire(timeout=settings.HASH_QUEUE_SECONDS):
        raise HashingBusy
    try:
        yield
    finally:
        _slots().release()


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id; memory in KiB, passes and lanes come from the settings."""

    @property
    def time_cost(self) -> int:  # type: ignore[override]
        return int(settings.ARGON2_TIME_COST)

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return int(settings.ARGON2_MEMORY_KIB)

    @property
    def parallelism(self) -> int:  # type: ignore[override]
        return int(settings.ARGON2_PARALLELISM)

    def encode(self, password: str, salt: str) -> str:
        with hash_slot():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with hash_slot():
            return super().verify(password, encoded)
