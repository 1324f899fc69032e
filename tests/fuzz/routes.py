"""Every route of the URLconf, read from the resolver: a new route is fuzzed without being named here."""

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from django.urls import get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)")
VALUES = (
    *("1", "0", "-1", "999999999999999999999999", "dashboard", "administration", "totp", "nothing", "a.b"),
    *(
        "%00",
        "a%00b",
        "%0d%0aX-Injected:%201",
        "%1b%5b0m",
        "_00",
        "_0A",
        "%ED%A0%80",
        "%FF%FE",
        "%F0%9F%90%9D",
    ),
    *("..%2f..%2fetc", "%252e", "a" * 300, "%e2%80%ae", "'%20OR%201=1--", "{{7*7}}", "1,2,3", "%25", "_"),
)


def routes() -> list[str]:
    """Return the patterns of all routes."""
    return list(_walk(get_resolver().url_patterns, "/"))


def path_of(route: str, random: Random) -> str:
    """Return a path of a route, with a random value for each parameter."""
    filled = PARAMETER.sub(lambda _match: random.choice(VALUES), route)
    return filled.replace("^", "").removesuffix("$").replace("\\.", ".")


def _walk(patterns: Iterable[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route
