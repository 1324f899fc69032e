"""Pages of long lists, read from where the page before ended, and counts that stop in time.

An OFFSET reads every row before the page, and COUNT(*) every row of the list. A page here begins after a row
of the page before, which an index finds at once (keyset pagination).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value

from accounts.batches import first_rows

MAX_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: after or before a row, named by its key, or at the end of the list."""

    after: str = ""
    before: str = ""
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and whether there are others before and after it."""

    rows: tuple[Any, ...]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are. ``at_least``: that many or more; ``estimated``: about that many."""

    number: int
    at_least: bool = False
    estimated: bool = False

    @property
    def exact(self) -> bool:
        """Whether there are exactly so many."""
        return not (self.at_least or self.estimated)


class _Row(Func):
    template = "(%(expressions)s)"


class _Beyond(Func):
    """Compare several columns with several values as one row: ``(a, b) > (1, 2)``."""

    template = "%(expressions)s"

    def __init__(self, columns: Sequence[F], values: Sequence[Value], sign: str) -> None:
        super().__init__(_Row(*columns), _Row(*values), arg_joiner=f" {sign} ", output_field=BooleanField())


def read_page(
    rows: QuerySet[Any], order: Sequence[str], size: int, position: Position, key: str = "pk"
) -> Page:
    """Return a page of the rows in this order, at most ``size`` of them.

    ``order`` names columns that are never null, all ascending or all descending, and tells any two rows
    apart; ``key`` is the unique column by which a position names a row. A row that has gone since leads to
    the first page.
    """
    anchor = _anchor(rows, order, position.after or position.before, key)
    backwards = position.at_end or bool(anchor and position.before)
    found = _read(rows, order, anchor, size + 1, backwards=backwards)
    more = len(found) > size
    if backwards and not more and not position.at_end:
        # A full first page rather than the few rows that are left before the anchor.
        return read_page(rows, order, size, Position(), key)
    shown = tuple(found[:size])
    if backwards:
        return Page(shown[::-1], has_previous=more, has_next=anchor is not None)
    return Page(shown, has_previous=anchor is not None, has_next=more)


def _anchor(rows: QuerySet[Any], order: Sequence[str], named: str, key: str) -> tuple[Any, ...] | None:
    """Return what the row at the edge of the page holds in the columns of the order."""
    if not named:
        return None
    model: type[Model] = rows.model
    try:
        found = model._default_manager.filter(**{key: named})  # noqa: SLF001 - Django's own name for it
    except (ValueError, TypeError):
        return None
    row: tuple[Any, ...] | None = found.values_list(*map(_column, order)).first()
    return row


def _read(
    rows: QuerySet[Any], order: Sequence[str], anchor: tuple[Any, ...] | None, limit: int, *, backwards: bool
) -> list[Any]:
    ordered = rows.order_by(*(map(_reversed, order) if backwards else order))
    if anchor is not None:
        upwards = order[0].startswith("-") is backwards
        names = [*map(_column, order)]
        fields = (rows.model._meta.get_field(name) for name in names)  # noqa: SLF001
        values = [Value(value, output_field=field) for value, field in zip(anchor, fields, strict=True)]
        ordered = ordered.filter(_Beyond([*map(F, names)], values, ">" if upwards else "<"))
    return list(first_rows(ordered, limit))


def _column(ordered: str) -> str:
    return ordered.removeprefix("-")


def _reversed(ordered: str) -> str:
    return ordered.removeprefix("-") if ordered.startswith("-") else f"-{ordered}"


def count_rows(rows: QuerySet[Any]) -> Count:
    """Count the rows, at most ``MAX_COUNTED``; for a whole table ask PostgreSQL how many it expects."""
    if at_least := getattr(rows, "at_least", 0):
        return Count(at_least, at_least=True)
    found = count_up_to(rows, MAX_COUNTED + 1)
    if found <= MAX_COUNTED:
        return Count(found)
    expected = _expected(rows)
    return Count(expected, estimated=True) if expected > MAX_COUNTED else Count(MAX_COUNTED, at_least=True)


def count_up_to(rows: QuerySet[Any], limit: int) -> int:
    """Count the rows and stop at the limit."""
    return rows.order_by().values("pk")[:limit].count()


def _expected(rows: QuerySet[Any]) -> int:
    """Return how many rows the statistics of a whole table say there are; zero when they don't."""
    connection = connections[rows.db]
    if rows.query.where or connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(rows.model._meta.db_table)  # noqa: SLF001
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return int(cursor.fetchone()[0])
