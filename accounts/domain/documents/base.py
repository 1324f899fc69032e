"""What every shape is, and how it says no."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from accounts.domain.violations import Violation

Violations = list[Violation]
"""Where shapes put what they find."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that stands for an item of another section."""

    path: str
    section: str
    name: str


class Shape(ABC):
    """What a value may be."""

    __slots__ = ()

    @abstractmethod
    def read(self, raw: object, path: str, violations: Violations) -> Any:
        """Return the value in its one full form. What is wrong is added; the result then means nothing."""

    def short_form(self, value: Any) -> Any:
        """Return the short form that a document shows."""
        return value

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        """Yield every name of an item of another section."""
        yield from ()


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word closest to a misspelt one, or nothing."""
    return next(iter(get_close_matches(word[:100], sorted(known), 1)), "")


def add_violation(violations: Violations, path: str, kind: str, *params: str) -> None:
    """Add a violation; ``kind`` is the last part of its key."""
    violations.append(Violation(path, f"ssr.document.{kind}", params))


def unknown(violations: Violations, path: str, word: str, known: Iterable[str]) -> None:
    """Refuse a word that is none of the known ones, with the nearest of them."""
    near = nearest(word, known)
    if near:
        add_violation(violations, path, "unknown_near", word[:100], near)
    else:
        add_violation(violations, path, "unknown", word[:100])
