"""Columns that hold another column's text as it is searched for."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from accounts.domain.text import search_form


class SearchFormField(models.TextField):  # type: ignore[type-arg] # its arguments come from the base class
    """The search form of the column ``source``, written whenever the model writes that column."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the search form of what the source holds now."""
        value = search_form(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


def _search_forms(model: type[models.Model]) -> Mapping[str, str]:
    """Return the names of the columns with search forms, by their sources."""
    columns = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
    return {column.source: column.name for column in columns if isinstance(column, SearchFormField)}


class SearchFormQuerySet(models.QuerySet[Any]):
    """Writes search forms also where rows are updated by a statement.

    ``at_least``: so many rows are known to be found, which need not be counted again.
    """

    at_least = 0

    def update(self, **columns: Any) -> int:
        """Update the rows, and the search forms of the columns that are named."""
        kept = _search_forms(self.model)
        forms = {kept[name]: search_form(value) for name, value in columns.items() if name in kept}
        return super().update(**columns, **forms)


def with_search_forms(model: type[models.Model], update_fields: Iterable[str]) -> set[str]:
    """Return the fields of a save together with the search forms that change with them."""
    names, kept = set(update_fields), _search_forms(model)
    return names | {kept[name] for name in names if name in kept}
