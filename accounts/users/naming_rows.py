"""Rows of the apps above that name a group, a user or a provider in one of their columns of many."""

from collections.abc import Iterator
from typing import Any

from django.db.models import ManyToManyRel, Model, QuerySet


def rows_naming(named: Model) -> Iterator[QuerySet[Any]]:
    """Yield the rows of each relation. Drafts are among them, which default managers may leave out."""
    for relation in named._meta.get_fields(include_hidden=True):  # noqa: SLF001 - how Django lists relations
        if isinstance(relation, ManyToManyRel):
            rows = relation.related_model._base_manager  # noqa: SLF001
            yield rows.filter(**{relation.field.name: named})
