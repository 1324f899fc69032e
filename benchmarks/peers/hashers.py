"""Django's Argon2 hasher, as cheap as `benchmarks.hashers` makes the product’s."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with the least parameters there are: a few hundredths of a millisecond."""

    time_cost, memory_cost, parallelism = 1, 8, 1
