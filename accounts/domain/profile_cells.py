"""Profile values as text: the cells of a table, and the options of a command."""

import csv
from collections.abc import Iterable, Mapping
from typing import Any, Final

from accounts.domain.attributes import Attribute, AttributeType, Value
from accounts.domain.phone_numbers import country_of
from accounts.domain.values import Reviewed, check_value
from accounts.domain.violations import Violation

LIST_SEPARATOR: Final = ";"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NEUTRAL: Final = "'"
_WORDS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "yes", "y", "1", "on", "ja", "j", "wahr", "oui", "sí", "si"), True),
    **dict.fromkeys(("false", "no", "n", "0", "off", "nein", "falsch", "non"), False),
}


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: the apostrophe marks it as text."""
    return _NEUTRAL + text if text.startswith(_FORMULA_STARTS) else text


def plain_cell(text: str) -> str:
    """Return what ``safe_cell`` was given."""
    return text[1:] if text.startswith(_NEUTRAL) and text[1:].startswith(_FORMULA_STARTS) else text


class _Lines(list[str]):
    """What a CSV writer writes to."""

    write = list.append


def csv_lines(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV that no spreadsheet runs."""
    lines = _Lines()
    csv.writer(lines).writerows([map(safe_cell, row) for row in rows])
    return "".join(lines)


def cell_of(value: Any) -> str:
    """Return a stored value as text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return LIST_SEPARATOR.join(map(str, value))
        case _:
            return str(value)


def read_flag(text: str) -> bool | None:
    """Return what a cell with yes or no means, nothing for any other text."""
    return _WORDS.get(text.strip().casefold())


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that lists several."""
    return tuple(filter(None, (part.strip() for part in text.split(LIST_SEPARATOR))))


def read_values(schema: Mapping[str, Attribute], cells: Mapping[str, str], *, required: bool) -> Reviewed:
    """Check cells by the keys of their attributes. An empty cell is no value.

    ``required``: refuse attributes that the schema requires and that have no value, as for a new user.
    """
    values: dict[str, Value] = {}
    violations: list[Violation] = []
    wanted = [key for key, attribute in schema.items() if required and attribute.required]
    country = country_of(cells)
    for key in dict.fromkeys([*cells, *wanted]):
        attribute = schema[key]
        must = required and attribute.required
        raw = _raw(attribute, cells.get(key, ""))
        checked = check_value(attribute, raw, path=key, label="", required=must, default_country=country)
        violations += checked.violations
        if not checked.violations and checked.value is not None:
            values[key] = checked.value
    return Reviewed(values, tuple(violations))


def _raw(attribute: Attribute, text: str) -> object:
    match attribute.type:
        case AttributeType.MULTIPLE_CHOICE:
            return split_list(text)
        case AttributeType.BOOLEAN:
            flag = read_flag(text)
            return text if flag is None else flag
        case _:
            return text
