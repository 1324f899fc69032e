"""Text, words out of a list, and names of other things."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from accounts.domain.documents.base import Reference, Shape, Violations, add_violation, unknown
from accounts.domain.text import tidy
from accounts.domain.violations import Violation

MAX_TEXT_LENGTH: Final = 200_000


def _accepts(_value: object) -> tuple[Violation, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Text(Shape):
    """Text. ``canonical`` gives its one form, ``check`` says what else is wrong with it."""

    canonical: Callable[[str], str] = str
    check: Callable[[str], tuple[Violation, ...]] = _accepts

    def read(self, raw: object, path: str, violations: Violations) -> str:
        if not isinstance(raw, str):
            add_violation(violations, path, "text")
            return ""
        if len(raw) > MAX_TEXT_LENGTH or not storable(raw):
            add_violation(violations, path, "unsafe")
            return ""
        text = self.canonical(raw)
        violations += (Violation(path, violation.code, violation.params) for violation in self.check(text))
        return text


def storable(text: str) -> bool:
    """Whether a database keeps it: without the zero character and halves of surrogate pairs."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


@dataclass(frozen=True, slots=True)
class Choice(Shape):
    """One of some words."""

    words: tuple[str, ...]

    def read(self, raw: object, path: str, violations: Violations) -> str:
        if not isinstance(raw, str):
            add_violation(violations, path, "text")
        elif raw not in self.words:
            unknown(violations, path, raw, self.words)
        else:
            return raw
        return ""


@dataclass(frozen=True, slots=True)
class MultipleChoice(Shape):
    """Some of some words, in the order in which these are given."""

    words: tuple[str, ...]

    def read(self, raw: object, path: str, violations: Violations) -> list[str]:
        given = texts(raw, path, violations)
        for place, word in enumerate(given):
            if word not in self.words:
                unknown(violations, f"{path}[{place}]", word, self.words)
        return [word for word in self.words if word in given]


def texts(raw: object, path: str, violations: Violations) -> list[str]:
    """Return a list of texts; refuse anything else, and what is in it twice."""
    if not isinstance(raw, list):
        add_violation(violations, path, "list")
        return []
    shape = Text()
    given = [shape.read(one, f"{path}[{place}]", violations) for place, one in enumerate(raw)]
    for word in sorted(word for word, count in Counter(given).items() if count > 1):
        add_violation(violations, path, "twice", word[:100])
    return given


@dataclass(frozen=True, slots=True)
class Lines(Shape):
    """A list of texts that is kept as lines. ``canonical`` may raise ValueError, which ``code`` then says."""

    code: str
    canonical: Callable[[str], str]
    in_order: bool = True

    def read(self, raw: object, path: str, violations: Violations) -> list[str]:
        lines = []
        for place, line in enumerate(texts(raw, path, violations)):
            try:
                lines.append(self.canonical(line))
            except ValueError:
                violations.append(Violation(f"{path}[{place}]", self.code, (line[:100],)))
        return lines if self.in_order else sorted(set(lines))


@dataclass(frozen=True, slots=True)
class Name(Shape):
    """The name of an item of another section, or nothing if ``empty``. It is read as names are."""

    section: str
    empty: bool = True

    def read(self, raw: object, path: str, violations: Violations) -> str | None:
        if raw is None and self.empty:
            return None
        return Text(tidy).read(raw, path, violations)

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        if value is not None:
            yield Reference(path, self.section, value)


@dataclass(frozen=True, slots=True)
class Names(Shape):
    """The names of some items of another section, sorted. ``limits``: left out is not the same as none.

    Without a section they are names of something that no document has.
    """

    section: str = ""
    limits: bool = False
    canonical: Callable[[str], str] = tidy

    def read(self, raw: object, path: str, violations: Violations) -> list[str] | None:
        if raw is None and self.limits:
            return None
        return sorted({self.canonical(name) for name in texts(raw, path, violations)})

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        if self.section:
            yield from (Reference(path, self.section, name) for name in value or ())
