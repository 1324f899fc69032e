"""Switches, numbers and times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.domain.documents.base import Shape, Violations, add_violation
from accounts.domain.documents.words import Text, texts


@dataclass(frozen=True, slots=True)
class Flag(Shape):
    """``true`` or ``false``."""

    def read(self, raw: object, path: str, violations: Violations) -> bool:
        if not isinstance(raw, bool):
            add_violation(violations, path, "flag")
        return raw is True


@dataclass(frozen=True, slots=True)
class Number(Shape):
    """A whole number within limits; ``empty``: or nothing."""

    least: int
    most: int
    empty: bool = False

    def read(self, raw: object, path: str, violations: Violations) -> int | None:
        if raw is None and self.empty:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            add_violation(violations, path, "number")
        elif not self.least <= raw <= self.most:
            add_violation(violations, path, "range", str(self.least), str(self.most))
        else:
            return raw
        return self.least


@dataclass(frozen=True, slots=True)
class Exact(Shape):
    """A decimal number, exact, or nothing. Its full form is text, or a whole number where it is one."""

    def read(self, raw: object, path: str, violations: Violations) -> str | int | None:
        if raw is None:
            return None
        try:
            number = None if isinstance(raw, bool | float) else Decimal(str(raw)[:50])
        except InvalidOperation:
            number = None
        if number is None or not _fits(number):
            add_violation(violations, path, "decimal")
            return None
        return int(number) if number == number.to_integral() else f"{number.normalize():f}"


def _fits(number: Decimal) -> bool:
    """Whether a column keeps it as it is: twenty digits before the point and ten behind."""
    return number.is_finite() and number.adjusted() < 20 and round(number, 10) == number


@dataclass(frozen=True, slots=True)
class Clock(Shape):
    """A time of day like ``09:30``, or nothing."""

    def read(self, raw: object, path: str, violations: Violations) -> str | None:
        if raw is None:
            return None
        try:
            read = time.fromisoformat(str(raw))
        except ValueError:
            read = None
        if read is None or read.tzinfo is not None:
            add_violation(violations, path, "clock")
            return None
        return read.isoformat() if read.second or read.microsecond else f"{read:%H:%M}"


@dataclass(frozen=True, slots=True)
class Day(Shape):
    """A day like ``2026-01-31``, or nothing."""

    def read(self, raw: object, path: str, violations: Violations) -> str | None:
        if raw is None:
            return None
        try:
            return date.fromisoformat(str(raw)).isoformat()
        except ValueError:
            add_violation(violations, path, "day")
            return None


@dataclass(frozen=True, slots=True)
class Moment(Shape):
    """A moment with its offset, like ``2026-01-31T12:00:00+00:00``, or nothing."""

    canonical: Callable[[datetime], datetime]

    def read(self, raw: object, path: str, violations: Violations) -> str | None:
        if raw is None:
            return None
        try:
            read = datetime.fromisoformat(str(raw))
            if read.tzinfo is not None:
                return self.canonical(read).isoformat()
        except (ValueError, OverflowError):
            pass
        add_violation(violations, path, "moment")
        return None


@dataclass(frozen=True, slots=True)
class Anything(Shape):
    """Text, a whole number, ``true``, ``false``, a list of texts or nothing: what a profile may hold."""

    def read(self, raw: object, path: str, violations: Violations) -> Any:
        if isinstance(raw, list):
            return texts(raw, path, violations)
        if isinstance(raw, str):
            return Text().read(raw, path, violations)
        if raw is None or isinstance(raw, bool | int):
            return raw
        add_violation(violations, path, "text")
        return None
