"""Model fields of declared columns, and a field that keeps some keys out of a short list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.domain.columns import Column, ColumnKind, columns_of


class KeysField(models.CharField):  # type: ignore[type-arg] # its arguments come from the base class
    """Keys joined by commas, in the order of the alphabet; read as a ``frozenset`` of text.

    ``options`` are what an administrator chooses from. They are no part of the column, so that one more
    needs no migration.
    """

    def __init__(self, *args: Any, options: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        self.options = tuple(options)
        super().__init__(*args, **{"max_length": 200, "default": frozenset, "blank": True, **kwargs})

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> frozenset[str]:
        return self.to_python(value)

    def to_python(self, value: Any) -> frozenset[str]:
        """Return the set, from a set, a list or the text of a column."""
        parts = value.split(",") if isinstance(value, str) else value or ()
        return frozenset(str(part) for part in parts if part)

    def get_prep_value(self, value: Any) -> str:
        return ",".join(sorted(self.to_python(value)))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Return boxes to tick."""
        shown = {"label": self.verbose_name, "help_text": self.help_text, "required": False}
        return forms.MultipleChoiceField(
            choices=self.options, widget=forms.CheckboxSelectMultiple, **{**shown, **_known(kwargs)}
        )


def _known(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kwargs.items() if key in ("label", "help_text", "initial")}


def add_columns(model: type[models.Model], declaring: type[Any]) -> None:
    """Give a model a field for each column that a dataclass declares."""
    for column in columns_of(declaring):
        model.add_to_class(column.name, model_field(column))


def model_field(column: Column) -> Any:
    """Return the field of a column that names no other rows."""
    words = field_words(column)
    match column.kind:
        case ColumnKind.BOOLEAN:
            return models.BooleanField(default=bool(column.default), **words)
        case ColumnKind.CHOICE:
            key = column.write(column.default)
            return models.CharField(max_length=20, choices=column.choices, default=key, **words)
        case ColumnKind.SEVERAL:
            return KeysField(options=column.choices, **words)
        case ColumnKind.TEXT:
            return models.CharField(max_length=column.max_length, blank=True, default=column.default, **words)
        case ColumnKind.TIME:
            return models.TimeField(null=True, blank=True, **words)
        case ColumnKind.MOMENT:
            return models.DateTimeField(null=True, blank=True, **words)
        case ColumnKind.NUMBER | ColumnKind.DAYS:
            return models.PositiveSmallIntegerField(**_number(column), **words)
        case ColumnKind.MINUTES:
            return models.PositiveIntegerField(**_number(column), **words)
    raise TypeError(column)


def field_words(column: Column) -> dict[str, Any]:
    """Return the label and the help of a column's field."""
    return {"verbose_name": _(column.label), "help_text": _(column.help) if column.help else ""}


def _number(column: Column) -> dict[str, Any]:
    default = column.write(column.default)
    options: dict[str, Any] = {"null": True, "blank": True} if default is None else {"default": default}
    if column.choices:
        options["choices"] = column.choices
    if column.range is not None:
        least, most = column.range
        options["validators"] = [MinValueValidator(least), MaxValueValidator(most)]
    return options
