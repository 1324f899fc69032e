"""The production settings with a password hasher that costs nothing, so that everything else shows.

This mode exists here alone: nothing in the product can switch the hash off.
"""

from ssr_project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["benchmarks.hashers.FreeHasher"]
