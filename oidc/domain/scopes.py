"""What an app may ask to learn, and what it learns for that."""

from collections.abc import Iterable
from typing import Final

OPENID: Final = "openid"
OFFLINE: Final = "offline_access"
SCOPES: Final = (OPENID, "profile", "email", "groups", OFFLINE)

CLAIMS: Final[dict[str, tuple[str, ...]]] = {
    OPENID: ("sub",),
    "profile": (
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "locale",
        "zoneinfo",
    ),
    "email": ("email", "email_verified"),
    "groups": ("groups",),
    OFFLINE: (),
}
"""The token claims of each scope (OpenID Connect Core 1.0 §5.4)."""


def allowed(asked: Iterable[str], registered: Iterable[str]) -> bool:
    """Whether every scope is one that exists and that the client is registered for."""
    return set(asked) <= set(SCOPES) & set(registered)


def in_order(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return scopes, each once, in the order in which they are shown and answered."""
    found = set(scopes)
    return tuple(scope for scope in SCOPES if scope in found)


def claims_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return the names of the claims that these scopes give."""
    return frozenset(name for scope in scopes for name in CLAIMS.get(scope, ()))
