"""The rows of a migrated database, which a test that commits finds and leaves behind.

Django truncates every table and saves each row again: half a second for each test. This deletes and inserts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True)
class TableRows:
    """All rows of one table, and the statement that inserts them."""

    insert: str
    values: Sequence[Any]


@dataclass(frozen=True)
class FirstRows:
    """What the tables hold before the first test. Foreign keys are checked at the end of `restore`."""

    tables: Sequence[str]
    rows: Sequence[TableRows]

    def restore(self) -> None:
        """Delete every row and insert the first ones again; sequences go on."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"DELETE FROM {_quoted(table)}")
            for one in self.rows:
                cursor.execute(one.insert, one.values)


def read_first_rows() -> FirstRows:
    """Read every table of a model."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return FirstRows(tables, [rows for table in tables if (rows := _rows_of(table))])


def _rows_of(table: str) -> TableRows | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_quoted(table)}")
        columns = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    if not rows:
        return None
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(_quoted(name) for name in columns)
    insert = f"INSERT INTO {_quoted(table)} ({names}) VALUES {', '.join([row] * len(rows))}"
    return TableRows(insert, [value for row in rows for value in row])


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
