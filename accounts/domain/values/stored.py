"""Values between the domain and a JSON column, and the forms in which unique ones are compared."""

from collections.abc import Mapping
from typing import Any

from accounts.domain.attributes import Attribute, Value
from accounts.domain.values.check import unique_form


def stored_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values as JSON holds them: it has no tuples."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def values_of(stored: Mapping[str, Any]) -> dict[str, Value]:
    """Return what ``stored_values`` was given."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}


def unique_forms(schema: Mapping[str, Attribute], values: Mapping[str, Value]) -> dict[str, str]:
    """Return the comparable form of every given value that only one user may hold."""
    return {
        key: unique_form(schema[key], value)
        for key, value in values.items()
        if key in schema and schema[key].unique and value is not None
    }
