"""A column that keeps some keys out of a short list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models


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
