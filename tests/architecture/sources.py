"""The production code as text and syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "ssr_project",
    "administration",
    "configuration",
    "dashboard",
    "oidc",
    "flows",
    "applications",
    "enrollment",
    "policies",
    "identity_providers",
    "accounts",
    "outbound",
)
"""From the top of the line to the bottom."""


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the project and has forward slashes."""

    path: str
    text: str

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)


@lru_cache(maxsize=1)
def production() -> tuple[Source, ...]:
    """Return every file the server runs, migrations excepted."""
    return tuple(_read())


def _read() -> Iterator[Source]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Source(path.relative_to(ROOT).as_posix(), path.read_text())
