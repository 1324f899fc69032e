"""Programs to copy: how an app signs users up and in here, filled in with what it is registered for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from oidc.domain.grants import GrantType
from oidc.domain.snippets import browser, python, shell
from oidc.domain.snippets.connection import Connection

__all__ = ["SECRET_PLACE", "Connection", "Snippet", "environment", "snippets"]

SECRET_PLACE: Final = "the-secret-that-was-shown-once"
"""Stands in an environment where the secret belongs: it is kept nowhere, so it cannot be shown again."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program in one piece. ``key`` names it for commands, ``title`` for users."""

    key: str
    title: str
    text: str


def environment(app: Connection, secret: str = SECRET_PLACE) -> str:
    """Return the environment variables that the programs read."""
    return shell.environment(app, "" if app.public else secret)


def snippets(app: Connection) -> tuple[Snippet, ...]:
    """Return the programs that fit: a client with a secret runs on a server, one without in a browser."""
    return tuple(_fitting(app))


def _fitting(app: Connection) -> Iterator[Snippet]:
    if not app.public:
        yield Snippet("flask", "Flask (Authlib)", python.flask(app))
        yield Snippet("django", "Django (Authlib)", python.django(app))
    elif not app.native:
        yield Snippet("spa", "Single-page app (oidc-client-ts)", browser.single_page(app))
    if app.public and GrantType.INTERACTION in app.grant_types:
        yield Snippet("okta-auth-js", "Pages of your own (okta-auth-js)", browser.embedded(app))
    yield Snippet("curl", "By hand (curl)", shell.by_hand(app))
