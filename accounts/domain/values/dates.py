"""The reader for dates. It names the part that is wrong, so that the right box is marked."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Final

from accounts.domain.attributes import Attribute
from accounts.domain.text import remove_invisible, to_ascii_digits
from accounts.domain.values.asked import Problem, ReadContext

TODAY: Final = "today"
MAX_LENGTH: Final = 40

_PARTS: Final = ("year", "month", "day")
_JOINED: Final = re.compile(r"([0-9]*)-([0-9]*)-([0-9]*)")
_DASH: Final = re.compile("[\u2010-\u2015\u2212]")
_DIGITS: Final = re.compile(r"[0-9]{1,4}")

Parts = tuple[str, str, str]


def read_date(attribute: Attribute, raw: object, context: ReadContext) -> str | Problem:
    """ISO 8601 from ``1994-03-27``, from joined boxes such as ``1994--27``, or from year, month and day."""
    parts = parts_of(raw)
    if parts is None:
        return context.problem("ssr.date.format")
    problem = _missing(parts, context) or _impossible(parts, context)
    if problem:
        return problem
    day = date(*(int(part) for part in parts))
    return _outside(attribute, day, context) or day.isoformat()


def parts_of(raw: object) -> Parts | None:
    """Year, month and day as typed, each possibly empty; None when it is no date at all."""
    if isinstance(raw, str) and len(raw) <= MAX_LENGTH:
        match = _JOINED.fullmatch(_plain(raw))
        return (match[1], match[2], match[3]) if match else None
    if isinstance(raw, Mapping):
        year, month, day = (_part(raw.get(name)) for name in _PARTS)
        return None if year is None or month is None or day is None else (year, month, day)
    return None


def bound(text: str, today: date) -> date | None:
    """The day that `earliest` or `latest` means; None without a bound. Raises ValueError."""
    if not text:
        return None
    return today if text == TODAY else date.fromisoformat(text)


def _part(raw: object) -> str | None:
    if raw is None:
        return ""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw) if 0 <= raw <= date.max.year else None
    if not isinstance(raw, str) or len(raw) > MAX_LENGTH:
        return None
    text = _plain(raw)
    return text if not text or _DIGITS.fullmatch(text) else None


def _plain(raw: str) -> str:
    """Return the text with digits and hyphens in ASCII and nothing invisible in it."""
    return to_ascii_digits(remove_invisible(_DASH.sub("-", unicodedata.normalize("NFKC", raw))))


def _missing(parts: Parts, context: ReadContext) -> Problem | None:
    for name, part in zip(reversed(_PARTS), reversed(parts), strict=True):
        if not part:
            return context.problem(f"ssr.date.{name}_missing")
    return None


def _impossible(parts: Parts, context: ReadContext) -> Problem | None:
    year, month, day = parts
    if len(year) != 4 or int(year) < date.min.year:
        return context.problem("ssr.date.year")
    if len(month) > 2 or not 1 <= int(month) <= 12:
        return context.problem("ssr.date.month")
    if len(day) > 2 or not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return context.problem("ssr.date.day")
    return None


def _outside(attribute: Attribute, day: date, context: ReadContext) -> Problem | None:
    earliest = bound(attribute.earliest, context.today)
    latest = bound(attribute.latest, context.today)
    if earliest and day < earliest:
        return context.problem("ssr.date.too_early", earliest.isoformat())
    if latest and day > latest:
        return context.problem("ssr.date.too_late", latest.isoformat())
    return None
