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


def grantable(asked: Iterable[str], registered: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes that exist and that the client is registered for, each once, in their order.

    Others are ignored, and the token answer lists what was granted (OpenID Connect Core 1.0 §3.1.2.1).
    """
    known = set(SCOPES) & set(registered)
    return tuple(dict.fromkeys(scope for scope in asked if scope in known))


def in_order(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return scopes, each once, in the order in which they are shown and answered."""
    found = set(scopes)
    return tuple(scope for scope in SCOPES if scope in found)


def claims_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return the names of the claims that these scopes give."""
    return frozenset(name for scope in scopes for name in CLAIMS.get(scope, ()))
