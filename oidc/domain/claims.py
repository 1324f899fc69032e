"""What tokens and userinfo say about a person: by scope, and nothing that is empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from oidc.domain.scopes import claims_of


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as apps may see one. ``public_id`` is opaque and never given to anybody else."""

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

    What nobody has said is left out; that an address is not proved and that somebody is in no group is told.
    """
    wanted = claims_of(scopes)
    return {
        name: value
        for name, value in _known(subject).items()
        if name in wanted and value not in ("", None)  # not in (…) keeps False and the empty list
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
