"""The production settings with the cheapest hash there is, so that everything else shows.

This mode exists here alone: the environment of a deployment cannot ask for it.
"""

from ssr_project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["benchmarks.hashers.CheapArgon2Hasher"]
