"""Types of single values and of lists of words. A value is kept as YAML and JSON hold it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from accounts.domain.text import tidy
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from configuration.schema import Checked, Reference, moved, unknown, violation

MAX_TEXT_LENGTH: Final = 200_000


def text(canonical: Callable[[str], str] = str, **schema: Any) -> Any:
    """Return a type of text. ``canonical`` returns its one form or raises ValidationFailed."""

    def validate(raw: str) -> str:
        raise_if([] if is_storable(raw) else [violation("unsafe")])
        try:
            return canonical(raw)
        except ValidationFailed as failure:
            raise moved(failure, lambda _field: "") from failure

    return Annotated[str, Checked(validate, schema)]


def is_storable(text: str) -> bool:
    """Whether a database stores it: not too long, no zero character, no half of a surrogate pair."""
    forbidden = "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)
    return len(text) <= MAX_TEXT_LENGTH and not forbidden


def number(least: int, most: int, **schema: Any) -> Any:
    """Return a type of whole numbers within limits."""

    def validate(raw: int) -> int:
        raise_if([] if least <= raw <= most else [violation("range", str(least), str(most))])
        return raw

    return Annotated[int, Checked(validate, {"minimum": least, "maximum": most, **schema})]


def choice(words: Sequence[str]) -> Any:
    """Return the type of one of some words."""

    def validate(raw: str) -> str:
        raise_if([] if raw in words else [unknown(raw, words)])
        return raw

    return Annotated[text(), Checked(validate, {"enum": list(words)})]


def _without_duplicates(items: list[str]) -> list[str]:
    twice = sorted(word for word, found in Counter(items).items() if found > 1)
    raise_if([violation("twice", word[:100]) for word in twice])
    return items


def _several(item: Any) -> Any:
    return Annotated[list[item], Checked(_without_duplicates, {"uniqueItems": True})]


TEXTS: Final = _several(text())


def multiple_choice(words: Sequence[str]) -> Any:
    """Return the type of some of some words, kept in the order of ``words``."""
    return Annotated[
        _several(choice(words)), Checked(lambda chosen: [word for word in words if word in chosen], {})
    ]


def lines(code: str, canonical: Callable[[str], str], *, in_order: bool = True) -> Any:
    """Return a type of lists of texts. ``code``: the violation where ``canonical`` raises ValueError."""

    def validate(items: list[str]) -> list[str]:
        found, wrong = list[str](), list[Violation]()
        for place, line in enumerate(items):
            try:
                found.append(canonical(line))
            except ValueError:
                wrong.append(Violation(f"[{place}]", code, (line[:100],)))
        raise_if(wrong)
        return found if in_order else sorted(set(found))

    return Annotated[TEXTS, Checked(validate, {})]


def reference(section: str, *, optional: bool = True) -> Any:
    """Return the type of a name of an entry of a section."""
    name = text(tidy)
    return Annotated[name | None if optional else name, Reference(section)]


def names(section: str = "", canonical: Callable[[str], str] = tidy, *, optional: bool = False) -> Any:
    """Return the type of several names, sorted; without a section, of something that no document has."""
    several: Any = Annotated[TEXTS, Checked(lambda given: sorted({canonical(name) for name in given}), {})]
    given = several | None if optional else several
    return Annotated[given, Reference(section)] if section else given


def _parsed(parse: Callable[[str], Any], code: str, **schema: Any) -> Any:
    """Return the type of a text that ``parse`` understands, or of nothing."""

    def validate(raw: Any) -> Any:
        try:
            if isinstance(raw, bool | float):
                raise ValueError  # noqa: TRY301 - as the parser does
            return None if raw is None else parse(str(raw))
        except (ValueError, OverflowError, InvalidOperation) as error:
            raise ValidationFailed([violation(code)]) from error

    return Annotated[Any, Checked(validate, schema)]


def _decimal(raw: str) -> str | int:
    """Return the exact number as text, or as a whole number where it is one."""
    read = Decimal(raw[:50])
    # What a column keeps: twenty digits before the point and ten behind it.
    if not read.is_finite() or read.adjusted() >= 20 or round(read, 10) != read:
        raise ValueError
    return int(read) if read == read.to_integral() else f"{read.normalize():f}"


def _clock(raw: str) -> str:
    read = time.fromisoformat(raw)
    if read.tzinfo is not None:
        raise ValueError
    return read.isoformat() if read.second or read.microsecond else f"{read:%H:%M}"


def _moment(raw: str) -> str:
    read = datetime.fromisoformat(raw)
    if read.tzinfo is None:
        raise ValueError
    return read.astimezone(UTC).isoformat()


def _profile_value(raw: Any) -> Any:
    texts = raw if isinstance(raw, list) else [raw] if isinstance(raw, str) else []
    is_plain = raw is None or isinstance(raw, bool | int | str | list)
    if not is_plain or not all(isinstance(word, str) for word in texts):
        raise ValidationFailed([violation("text")])
    if not all(is_storable(word) for word in texts):
        raise ValidationFailed([violation("unsafe")])
    return _without_duplicates(raw) if isinstance(raw, list) else raw


PROFILE_VALUE: Final = Annotated[
    Any, Checked(_profile_value, {"type": ["string", "integer", "boolean", "array", "null"]})
]
"""What a profile may hold: text, a whole number, ``true``, ``false``, a list of texts or nothing."""

DECIMAL: Final = _parsed(_decimal, "decimal", type=["string", "number", "null"])
CLOCK: Final = _parsed(_clock, "clock", type=["string", "null"], pattern="^[0-9]{2}:[0-9]{2}")
DAY: Final = _parsed(
    lambda raw: date.fromisoformat(raw).isoformat(), "day", type=["string", "null"], format="date"
)
MOMENT: Final = _parsed(_moment, "moment", type=["string", "null"], format="date-time")


def plain(value: Any) -> Any:
    """Return a column's value as a document holds it."""
    match value:
        case frozenset():
            return sorted(value)
        case Decimal():
            return _decimal(str(value))
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case time():
            return _clock(value.isoformat())
        case _:
            return value
