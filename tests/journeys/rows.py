"""The whole database as rows of texts: what a journey may not change, and what may not be found in it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

UNCOUNTED = frozenset({"contenttypes.ContentType", "auth.Permission"})


def _models() -> Iterator[Any]:
    through = (
        field.remote_field.through for model in apps.get_models() for field in model._meta.many_to_many
    )
    seen = {model for model in (*apps.get_models(), *through) if model._meta.label not in UNCOUNTED}
    yield from sorted((model for model in seen if model._meta.managed), key=lambda model: model._meta.label)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    return {model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in _models()}


def rows_holding(text: str) -> dict[str, int]:
    """Return in which tables, and how often, a text stands in any column, whatever its letter case."""
    found = {
        label: sum(text.lower() in str(value).lower() for row in rows for value in row)
        for label, rows in everything().items()
    }
    return {label: count for label, count in found.items() if count}
