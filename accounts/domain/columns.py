"""Columns as declarations: what an administrator fills in, declared once.

A dataclass declares a column with each field (``column``), a condition of a rule with each of its columns.
Models, forms, the configuration document and the reading and writing of rows follow from them.
"""

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar, cast

from accounts.domain.choice import Choice, choices_of

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
_METADATA: Final = "column"


class ColumnKind(StrEnum):
    """What a column holds."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    MINUTES = "minutes"
    DAYS = "days"
    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"
    TIME = "time"
    MOMENT = "moment"
    GROUPS = "groups"
    PEOPLE = "people"
    ZONES = "zones"
    PROVIDERS = "providers"

    @property
    def is_list(self) -> bool:
        """Whether it names other rows."""
        return self in (ColumnKind.GROUPS, ColumnKind.PEOPLE, ColumnKind.ZONES, ColumnKind.PROVIDERS)


_UNITS: Final = {ColumnKind.MINUTES: timedelta(minutes=1), ColumnKind.DAYS: timedelta(days=1)}
_KINDS: Final = {
    bool: ColumnKind.BOOLEAN,
    int: ColumnKind.NUMBER,
    str: ColumnKind.TEXT,
    frozenset: ColumnKind.SEVERAL,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a row. ``choices`` are stored values and labels; ``of`` is the enum that they belong to.

    ``limits``: a list that limits its rule. ``range``: the least and the largest number. ``zero_is_none``: a
    duration of zero is read as none; without it a duration that may be none is NULL.
    """

    name: str
    kind: ColumnKind
    label: str
    help: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    default: Any = ""
    limits: bool = False
    of: type[Any] = str
    range: tuple[int, int] | None = None
    max_length: int = 100
    zero_is_none: bool = False

    def read(self, stored: Any) -> Any:
        """Return the value of what is stored."""
        if self.kind in _UNITS:
            is_none = stored is None or (self.zero_is_none and not stored)
            return None if is_none else stored * _UNITS[self.kind]
        if self.kind is ColumnKind.SEVERAL:
            return frozenset(map(self.of, stored))
        return self.of(stored) if self.kind is ColumnKind.CHOICE else stored

    def write(self, value: Any) -> Any:
        """Return what is stored of a value."""
        if self.kind in _UNITS:
            none = 0 if self.zero_is_none else None
            return none if value is None else value // _UNITS[self.kind]
        if self.kind is ColumnKind.SEVERAL:
            return frozenset(map(str, value))
        return str(value) if self.kind is ColumnKind.CHOICE else value


def column(
    default: T, label: str, help: str = "", *, kind: ColumnKind | None = None, name: str = "", **options: Any
) -> T:
    """Declare the column of a dataclass's field. ``options`` are those of ``Column``.

    The kind follows from the default. The name is that of the field, for a duration with its unit.
    """
    if isinstance(default, Choice):
        kind, options["of"] = ColumnKind.CHOICE, type(default)
    if "of" in options:
        options["choices"] = choices_of(options["of"])
    declared = Column(name, kind or _KINDS[type(default)], label, help, default=default, **options)
    return field(default=default, metadata={_METADATA: declared})


def minutes(default: int | None, label: str, help: str = "", **options: Any) -> Any:
    """Declare the column of a duration in minutes."""
    value = None if default is None else timedelta(minutes=default)
    return column(value, label, help, kind=ColumnKind.MINUTES, **options)


def days(default: int | None, label: str, help: str = "", **options: Any) -> Any:
    """Declare the column of a duration in days."""
    value = None if default is None else timedelta(days=default)
    return column(value, label, help, kind=ColumnKind.DAYS, **options)


Parts = tuple[tuple[str, Column | type[Any]], ...]


def _once(function: F) -> F:
    """Call a function once for each type. For mypy a type is not hashable."""
    return cast("F", cache(function))


@_once
def _parts(declaring: type[Any]) -> Parts:
    """Return the stored fields of a dataclass, each with its column or the dataclass inside it."""
    inside = {part.name: type(part.default) for part in fields(declaring) if is_dataclass(part.default)}
    return tuple(
        (part.name, inside.get(part.name) or _named(part))
        for part in fields(declaring)
        if part.name in inside or _METADATA in part.metadata
    )


def _named(part: Field[Any]) -> Column:
    declared: Column = part.metadata[_METADATA]
    unit = f"_{declared.kind}" if declared.kind in _UNITS else ""
    return replace(declared, name=declared.name or f"{part.name}{unit}")


def columns_of(declaring: type[Any]) -> tuple[Column, ...]:
    """Return the columns that a dataclass declares, those of dataclasses inside it in their place."""
    return tuple(
        inner
        for _name, declared in _parts(declaring)
        for inner in ((declared,) if isinstance(declared, Column) else columns_of(declared))
    )


def read_value(declaring: type[T], row: object, **others: Any) -> T:
    """Return the value of a row's columns. ``others``: the fields that have no column."""
    values = {
        name: declared.read(getattr(row, declared.name))
        if isinstance(declared, Column)
        else read_value(declared, row)
        for name, declared in _parts(declaring)
    }
    return declaring(**values, **others)


def stored_values(value: object) -> Iterator[tuple[Column, Any]]:
    """Yield each column that a value declares, with what is stored in it."""
    for name, declared in _parts(type(value)):
        part = getattr(value, name)
        if isinstance(declared, Column):
            yield declared, declared.write(part)
        else:
            yield from stored_values(part)


def write_value(value: object, row: object) -> None:
    """Write a value into the columns of a row."""
    for declared, stored in stored_values(value):
        setattr(row, declared.name, stored)


@_once
def field_names(declaring: type[Any]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields."""
    return tuple(part.name for part in fields(declaring))


def read_fields(declaring: type[T], source: object, **others: Any) -> T:
    """Return the value of an object with the same fields, such as a row. ``others``: those that differ."""
    same = {name: getattr(source, name) for name in field_names(declaring) if name not in others}
    return declaring(**same, **others)
