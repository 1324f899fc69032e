"""The text columns of a row, read the same for a form, a command and a document."""

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models

from accounts.domain.text import UnsafeText, clean_text
from accounts.domain.violations import Violation

Column: TypeAlias = "models.Field[Any, Any]"
INVALID: Final = "ssr.document.column"
UNSAFE: Final = "ssr.text.characters"


def read_text(column: Column, text: str) -> tuple[str, tuple[Violation, ...]]:
    """Return a text as the column stores it, and what is wrong with it."""
    try:
        cleaned = clean_text(text, multiline=isinstance(column, models.TextField))
    except UnsafeText:
        return text, (Violation(column.name, UNSAFE, (str(column.verbose_name),)),)
    try:
        column.clean(cleaned, None)
    except ValidationError as error:
        return cleaned, tuple(Violation(column.name, INVALID, (message,)) for message in error.messages)
    return cleaned, ()


def clean_text_columns(row: models.Model, leave: Iterable[str] = ()) -> tuple[Violation, ...]:
    """Clean the text columns of a row in place; return what is wrong with them, by column.

    ``leave`` names columns that something else reads. Columns with choices are left as well.
    """
    left, violations = frozenset(leave), list[Violation]()
    for column in row._meta.concrete_fields:  # noqa: SLF001 - Django's way to ask a model for its columns
        value = getattr(row, column.attname)
        if column.name in left or column.choices or not isinstance(value, str) or not is_text(column):
            continue
        cleaned, text_violations = read_text(column, value)
        setattr(row, column.attname, cleaned)
        violations += text_violations
    return tuple(violations)


def is_text(column: Column) -> bool:
    """Whether a column holds text."""
    return isinstance(column, models.CharField | models.TextField)
