"""Scopes, and the claims about a user that each of them gives."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

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

MAX_GROUPS_BYTES: Final = 4096
"""Longer lists of group names are in userinfo only: ID tokens travel in URLs and cookies."""


def grantable(requested: Iterable[str], registered: Iterable[str]) -> tuple[str, ...]:
    """Return the known scopes that the client is registered for, each once, in the requested order.

    Others are ignored, and the token answer lists what was granted (OpenID Connect Core 1.0 §3.1.2.1).
    """
    known = set(SCOPES) & set(registered)
    return tuple(dict.fromkeys(scope for scope in requested if scope in known))


def in_order(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return scopes, each once, in their canonical order."""
    found = set(scopes)
    return tuple(scope for scope in SCOPES if scope in found)


def claims_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return the names of the claims of these scopes."""
    return frozenset(name for scope in scopes for name in CLAIMS.get(scope, ()))


@dataclass(frozen=True, slots=True)
class Subject:
    """The values that claims are made of. ``public_id`` is opaque and never reassigned."""

    public_id: str
    login: str = ""
    email: str = ""
    email_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    groups: tuple[str, ...] = ()


def claims(subject: Subject, scopes: Iterable[str]) -> dict[str, Any]:
    """Return the claims of these scopes (OpenID Connect Core 1.0 §5.1).

    Absent values are left out; with their scopes, ``email_verified`` and an empty list of groups are
    present.
    """
    names = claims_of(scopes)
    return {
        name: value
        for name, value in _known(subject).items()
        if name in names and value not in ("", None)  # not in (…) keeps False and the empty list
    }


def shorten(claims: Mapping[str, Any], userinfo: str) -> dict[str, Any]:
    """Return the claims for an ID token; a long list of groups becomes a pointer to userinfo.

    The pointer has the shape of a distributed claim (OpenID Connect Core 1.0 §5.6.2).
    """
    groups = json.dumps(claims.get("groups", []), ensure_ascii=False)
    if len(groups.encode()) <= MAX_GROUPS_BYTES:
        return dict(claims)
    kept = {name: value for name, value in claims.items() if name != "groups"}
    return {
        **kept,
        "_claim_names": {"groups": "userinfo"},
        "_claim_sources": {"userinfo": {"endpoint": userinfo}},
    }


def _known(subject: Subject) -> dict[str, Any]:
    profile = subject.profile
    full = f"{subject.first_name} {subject.last_name}".strip()
    return {
        "sub": subject.public_id,
        "name": profile.get("displayName") or full,
        "given_name": subject.first_name,
        "family_name": subject.last_name,
        "preferred_username": subject.login,
        "locale": profile.get("locale") or profile.get("preferredLanguage") or subject.language,
        "zoneinfo": profile.get("timezone"),
        "email": subject.email,
        "email_verified": subject.email_verified,
        "groups": sorted(subject.groups),
    }
