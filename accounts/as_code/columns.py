"""The columns of a model as the fields of a record, so that a new column is in the document at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.db import models

from accounts.domain.documents.base import Shape
from accounts.domain.documents.records import REQUIRED, Field
from accounts.domain.documents.scalars import Clock, Day, Exact, Flag, Moment, Number
from accounts.domain.documents.words import Choice, Text
from accounts.domain.violations import ValidationFailed, Violation
from accounts.text_columns import read_text

MAX: Final = 2_147_483_647
MAX_SMALL: Final = 32_767
OF_THIS_SERVER: Final = frozenset({"public_id", "version"})
"""Columns that name or count rows of this server alone."""

Column: TypeAlias = "models.Field[Any, Any]"
ShapeOf = Callable[[Column], Shape | None]


def _no_other(_column: Column) -> Shape | None:
    return None


def columns(model: type[models.Model], leave: Iterable[str] = ()) -> tuple[Column, ...]:
    """Return the columns that hold values of their own: no keys, no references, none of those to leave."""
    left = OF_THIS_SERVER.union(leave)
    return tuple(
        column
        for column in _all(model)
        if not column.primary_key and not column.is_relation and column.name not in left
    )


def _all(model: type[models.Model]) -> Sequence[Column]:
    return tuple(model._meta.concrete_fields)  # noqa: SLF001 - Django's way to ask a model for its columns


def column_of(model: type[models.Model], name: str) -> Column:
    """Return the column of this name."""
    return next(column for column in _all(model) if column.name == name)


def fields_of(
    chosen: Iterable[Column], *, always_written: bool = False, other: ShapeOf = _no_other
) -> Iterator[Field]:
    """Yield a field for each column. ``other`` knows some, and returns nothing for the rest."""
    for column in chosen:
        shape = other(column) or shape_of(column)
        yield Field(column.name, shape, _default(column), always_written=always_written)


def _default(column: Column) -> Any:
    if not column.has_default() and not column.null and not column.blank:
        return REQUIRED
    return plain(column.get_default())


def shape_of(column: Column) -> Shape:
    """Return the shape of a column's values. Raises TypeError for a column that needs one of its own."""
    if column.choices:
        return (
            Choice(tuple(str(key) for key, _label in column.flatchoices))
            if _is_text(column)
            else _number(column)
        )
    match column:
        case models.BooleanField():
            return Flag()
        case models.IntegerField():
            return _number(column)
        case models.DecimalField():
            return Exact()
        case models.DateTimeField():
            return Moment(_utc)
        case models.DateField():
            return Day()
        case models.TimeField():
            return Clock()
        case models.CharField() | models.TextField():
            return text_of(column)
    raise TypeError(column)


def _is_text(column: Column) -> bool:
    return isinstance(column, models.CharField)


def _number(column: Column) -> Number:
    is_small = isinstance(column, models.PositiveSmallIntegerField)
    return Number(0, MAX_SMALL if is_small else MAX, empty=column.null)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def text_of(column: Column) -> Text:
    """Return the shape of a text column: its characters, its length, whether it may be empty."""
    return Text(lambda text: read_text(column, text)[0], checker(column))


def checker(column: Column) -> Callable[[str], tuple[Violation, ...]]:
    """Return what asks a column about a text."""
    return lambda text: read_text(column, text)[1]


def plain(value: Any) -> Any:
    """Return a column's value as a document holds it."""
    match value:
        case frozenset():
            return sorted(value)
        case Decimal():
            return Exact().read(str(value), "", [])
        case datetime():
            return _utc(value).isoformat()
        case date():
            return value.isoformat()
        case time():
            return Clock().read(value.isoformat(), "", [])
        case _:
            return value


def values_of(row: models.Model, chosen: Iterable[Column]) -> dict[str, Any]:
    """Return what a row holds in these columns."""
    return {column.name: _plain_of(row, column) for column in chosen}


def _plain_of(row: models.Model, column: Column) -> Any:
    """Keys out of a list are in the order of the list, as their shape has them."""
    value = getattr(row, column.name)
    if isinstance(value, frozenset):
        return [key for key, _label in getattr(column, "options", ()) if key in value]
    return plain(value)


def put(row: models.Model, chosen: Iterable[Column], value: Mapping[str, Any]) -> None:
    """Put the values of a document into a row's columns."""
    for column in chosen:
        setattr(row, column.name, column.to_python(value[column.name]))


def at_path(failure: ValidationFailed, path_of: Callable[[str], str]) -> ValidationFailed:
    """Return a service's refusal with its fields as paths of the document."""
    moved = (
        Violation(path_of(violation.field), violation.code, violation.params)
        for violation in failure.violations
    )
    return ValidationFailed(tuple(moved))
