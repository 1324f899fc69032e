"""Argon2id with this deployment's parameters, and never more hashes at once than the machine can bear.

A password flood is a flood of memory: each hash takes ``ARGON2_MEMORY_KIB``. Hashes beyond the bound wait a
short while for their turn and are then refused, so that the process stays alive.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, TypeVar

from argon2 import DEFAULT_HASH_LENGTH, Type, extract_parameters
from argon2.low_level import hash_secret
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

T = TypeVar("T")
_NO_SALT: Final = bytes(16)


class HashingBusy(Exception):
    """No thread of the pool became free within ``HASH_QUEUE_SECONDS``: answer 503 and ask to try again."""


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.HASH_CONCURRENCY, thread_name_prefix="hash")


# A forked process has none of its parent's threads.
os.register_at_fork(after_in_child=_pool.cache_clear)


def run_in_pool(work: Callable[[], T]) -> T:
    """Run one hash on a thread of the process's small pool. Raises HashingBusy.

    The allocator keeps the memory of a hash for the thread that did it; web threads are many, these are few.
    """
    job = _pool().submit(work)
    if wait([job], settings.HASH_QUEUE_SECONDS).not_done and job.cancel():  # one that runs can't be cancelled
        raise HashingBusy
    return job.result()


@dataclass(frozen=True, slots=True)
class HashParameters:
    """What one hash costs: passes, memory in KiB, lanes."""

    time_cost: int
    memory_cost: int
    parallelism: int


def parameters_of(encoded: str) -> HashParameters | None:
    """Return the parameters of a stored Argon2 hash; nothing for any other text."""
    algorithm, _, data = encoded.partition("$")
    if algorithm != BoundedArgon2Hasher.algorithm:
        return None
    found = extract_parameters(f"${data}")
    return HashParameters(found.time_cost, found.memory_cost, found.parallelism)


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

    @property
    def own_parameters(self) -> HashParameters:
        """The parameters of new hashes."""
        return HashParameters(self.time_cost, self.memory_cost, self.parallelism)

    def work(self, password: str, parameters: HashParameters) -> None:
        """Do the work of one hash, for nothing: so that a check takes the same for every account."""
        run_in_pool(
            partial(
                hash_secret,
                password.encode(),
                _NO_SALT,
                time_cost=parameters.time_cost,
                memory_cost=parameters.memory_cost,
                parallelism=parameters.parallelism,
                hash_len=DEFAULT_HASH_LENGTH,
                type=Type.ID,
            )
        )

    def encode(self, password: str, salt: str) -> str:
        return run_in_pool(partial(super().encode, password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        return run_in_pool(partial(super().verify, password, encoded))
