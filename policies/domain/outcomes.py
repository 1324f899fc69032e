"""The names by which the flows know the policies."""

from policies.domain.protection import Protection
from policies.domain.snapshot import PolicySnapshot

__all__ = ["PolicySet", "Protection"]

PolicySet = PolicySnapshot
