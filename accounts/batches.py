"""Long query sets, a batch at a time.

Each batch is a statement of its own, so a caller may stop early or roll back. A server-side cursor
(``QuerySet.iterator``) would stay open on PostgreSQL and fail when its savepoint is gone.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet


def in_batches(rows: QuerySet[Any, Any], size: int) -> Iterator[list[Any]]:
    """Yield the rows in the order of their ids, at most ``size`` at a time.

    ``rows`` are model instances, or tuples of ``values_list`` whose first column is the id.
    """
    ordered = rows.order_by("pk")
    batch = list(ordered[:size])
    while batch:
        yield batch
        if len(batch) < size:
            return
        batch = list(ordered.filter(pk__gt=_id_of(batch[-1]))[:size])


def first_rows(ordered: QuerySet[Any], limit: int) -> QuerySet[Any]:
    """Return the first rows. Where there are alternatives, each is read along its own index."""
    alternatives = getattr(ordered, "alternatives", ())
    if len(alternatives) < 2 or not connections[ordered.db].features.supports_slicing_ordering_in_compound:
        return ordered[:limit]
    first, *others = (ordered.filter(condition).values("pk")[:limit] for condition in alternatives)
    return ordered.filter(pk__in=first.union(*others))[:limit]


def _id_of(row: Any) -> int:
    row_id: int = row.pk if isinstance(row, Model) else row[0]
    return row_id
