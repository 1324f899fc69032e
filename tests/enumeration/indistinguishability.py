"""Two answers side by side: the same page once everything that belongs to one request alone is masked."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import ndiff

from django.contrib.auth.hashers import get_hasher
from django.http import HttpResponse

from accounts.credentials import passwords
from accounts.hashers import BoundedArgon2Hasher
from tests.visitor import Visitor, recorded

AccountContext = Callable[[Visitor], HttpResponse]

# What is drawn for each request: tokens, the page's own address, nonces. The clock stands still.
_OWN = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "CSRF"),
    (re.compile(r"/flow/[\w-]{20}"), "/flow/ID"),
    (re.compile(r"nonce-[\w+/=-]+|nonce=\"[^\"]*\""), "NONCE"),
    (re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}"), "REFERENCE"),
    (re.compile(r"(challenge&#34;: ?&#34;)[\w-]+"), r"\1CHALLENGE"),
    (re.compile(r"challenge&#34;:&#34;[\w-]+"), "CHALLENGE"),
)


def masked(text: str, *names: str) -> str:
    for own, word in _OWN:
        text = own.sub(word, text)
    for name in names:
        text = text.replace(name, "NAME")
    return text


@dataclass(frozen=True)
class Seen:
    """Everything that a visitor can measure of one answer but its time, and what its time is made of."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, str], ...]
    body: str
    hashes: int
    statements: tuple[str, ...]


def look(visit: Callable[[], HttpResponse], hashes: list[str], *names: str) -> Seen:
    """Make a visit and note its answer. ``names`` are the addresses that the visitor typed."""
    hashes.clear()
    with recorded() as statements:
        response = visit()
    return Seen(
        status=response.status_code,
        headers=tuple(sorted((key, masked(value, *names)) for key, value in response.items())),
        cookies=tuple(sorted((name, _flags(morsel)) for name, morsel in response.cookies.items())),
        body=masked(response.content.decode(), *names),
        hashes=len(hashes),
        statements=tuple(statement.kind for statement in statements),
    )


def _flags(morsel: Iterable[str]) -> str:
    kept = ("path", "max-age", "httponly", "secure", "samesite", "domain")
    return "; ".join(f"{flag}={morsel[flag]}" for flag in kept)  # type: ignore[index]


def differences(one: str, other: str) -> list[str]:
    """Return the lines that two pages do not share."""
    return [line for line in ndiff(one.splitlines(), other.splitlines()) if line[:1] in "+-"]


def journey(visits: Iterable[AccountContext], hashes: list[str], *names: str) -> list[Seen]:
    """Make several visits in one browser and note each.

    The parameters of stored hashes are read once in a process and for no user: that is done before.
    """
    passwords._in_use.get()
    visitor = Visitor()
    return [look(lambda visit=visit: visit(visitor), hashes, *names) for visit in visits]


def count_hashes(monkeypatch) -> list[str]:
    """Return a list that grows with every computed hash, on any path."""
    assert isinstance(get_hasher(), BoundedArgon2Hasher)
    made: list[str] = []
    for name in ("encode", "verify", "work"):
        real = getattr(BoundedArgon2Hasher, name)

        def counted(self, *given, real=real, name=name):
            made.append(name)
            return real(self, *given)

        monkeypatch.setattr(BoundedArgon2Hasher, name, counted)
    return made
