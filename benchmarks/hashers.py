"""A hasher for measurements only."""

from accounts.hashers import BoundedArgon2Hasher


class CheapArgon2Hasher(BoundedArgon2Hasher):
    """The product's hasher with the least parameters there are, never outside ``benchmarks.settings``."""

    time_cost, memory_cost, parallelism = 1, 8, 1
