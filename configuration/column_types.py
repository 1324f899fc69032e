"""Columns of a model as fields of an entry, so that a new column is in the document at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final, TypeAlias

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import translation
from pydantic import Field

from accounts.domain.violations import raise_if
from accounts.text_columns import read_text
from configuration.schema import DocumentEntry, Fields, Labels, Written
from configuration.value_types import (
    CLOCK,
    DAY,
    DECIMAL,
    MOMENT,
    choice,
    multiple_choice,
    number,
    plain,
    text,
)
from policies.models.fields import KeysField

MAX: Final = 2_147_483_647
MAX_SMALL: Final = 32_767
OF_THIS_SERVER: Final = frozenset({"public_id", "version"})
"""Columns that name or count rows of this server alone."""

Column: TypeAlias = "models.Field[Any, Any]"


def columns(model: type[models.Model], leave: Iterable[str] = ()) -> dict[str, Column]:
    """Return the columns with values of their own: no keys, no references, none of those to leave."""
    left = OF_THIS_SERVER.union(leave)
    concrete = model._meta.concrete_fields  # noqa: SLF001 - Django's way to ask a model for its columns
    return {
        column.name: column
        for column in concrete
        if not column.primary_key and not column.is_relation and column.name not in left
    }


def fields_of(
    chosen: Mapping[str, Column], types: Mapping[str, Any] | None = None, *, written: bool = False
) -> Fields:
    """Return a field for each column. ``types``: those that do not follow from the column."""
    own = types or {}
    return {name: _field(column, own.get(name), written=written) for name, column in chosen.items()}


def _field(column: Column, own: Any, *, written: bool) -> Any:
    found: Any = own or type_of(column)
    with translation.override(None):
        words: dict[str, Any] = {
            "title": str(column.verbose_name).capitalize(),
            "description": str(column.help_text) or None,
        }
    required = not column.has_default() and not column.null and not column.blank
    field: Any = Field(**words) if required else Field(default=plain(column.get_default()), **words)
    if labels := _labels_of(column):
        found = Annotated[found, labels]
    return (Annotated[found, Written()] if written else found, field)


def _labels_of(column: Column) -> Labels | None:
    options = column.options if isinstance(column, KeysField) else column.flatchoices
    return Labels({str(key): str(label) for key, label in options}) if options else None


def type_of(column: Column) -> Any:
    """Return the type of a column's values. Raises TypeError for a column that needs one of its own."""
    match column:
        case KeysField():
            return multiple_choice([key for key, _label in column.options])
        case models.CharField() if column.choices:
            return choice([str(key) for key, _label in column.flatchoices])
        case models.BooleanField():
            return bool
        case models.IntegerField():
            return number_of(column) | None if column.null else number_of(column)
        case models.DecimalField():
            return DECIMAL
        case models.DateTimeField():
            return MOMENT
        case models.DateField():
            return DAY
        case models.TimeField():
            return CLOCK
        case models.CharField() | models.TextField():
            return text_of(column)
    raise TypeError(column)


def number_of(column: Column) -> Any:
    """Return the type of a column's numbers. Its range goes to the JSON Schema; services check it."""
    most = MAX_SMALL if isinstance(column, models.PositiveSmallIntegerField) else MAX
    lower = [limit.limit_value for limit in column.validators if isinstance(limit, MinValueValidator)]
    upper = [limit.limit_value for limit in column.validators if isinstance(limit, MaxValueValidator)]
    return number(0, most, minimum=max([0, *lower]), maximum=min([most, *upper]))


def text_of(column: Column, canonical: Callable[[str], str] = str) -> Any:
    """Return the type of a text column: its characters, its length, whether it may be empty."""

    def read(raw: str) -> str:
        found, violations = read_text(column, canonical(raw))
        raise_if(violations)
        return found

    limits = {"maxLength": column.max_length} if column.max_length else {}
    return text(read, **limits, **({} if column.blank else {"minLength": 1}))


def values_of(row: models.Model, chosen: Mapping[str, Column]) -> dict[str, Any]:
    """Return what a row holds in these columns. Keys out of a list are in the order of the list."""
    found = {name: getattr(row, name) for name in chosen}
    return {
        name: [key for key, _label in column.options if key in found[name]]
        if isinstance(column, KeysField)
        else plain(found[name])
        for name, column in chosen.items()
    }


def write_columns(row: models.Model, chosen: Mapping[str, Column], values: DocumentEntry) -> None:
    """Write the values of an entry into a row's columns."""
    for name, column in chosen.items():
        setattr(row, name, column.to_python(getattr(values, name)))
