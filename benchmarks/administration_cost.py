"""What one page costs: statements, processor time on both sides, and rows that were read without an index."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import connection

LARGE_TABLES: Final = ("accounts_user", "accounts_event")
_CONTROL: Final = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Cost:
    """Statements, processor milliseconds of PostgreSQL and of this process, and rows read from end to end.

    ``scanned``: by large table, how many rows sequential scans have read, those that stop early included.
    """

    statements: int = 0
    database: float = 0.0
    processor: float = 0.0
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    scanned: Mapping[str, int] = field(default_factory=dict)


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure a block. The clocks are those of processors: waiting for a core costs nothing."""
    cost, spent, scanned = Cost(), _processor_of_database(), _rows_scanned()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = spent()
        try:
            return execute(sql, params, many, context)
        finally:
            cost.statements += not sql.startswith(_CONTROL)
            cost.slowest = max(cost.slowest, (spent() - started, f"{sql} {params}"))

    wall, processor, database = time.monotonic(), time.process_time(), spent()
    with connection.execute_wrapper(note):
        yield cost
    cost.processor = (time.process_time() - processor) * 1000
    cost.database = spent() - database
    cost.seconds = time.monotonic() - wall
    after = _rows_scanned()
    cost.scanned = {table: after[table] - rows for table, rows in scanned.items() if after[table] > rows}


def _processor_of_database() -> Callable[[], float]:
    """Return what reads the processor milliseconds of this connection, which has no parallel plans."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(file.read_text().split()[0]) / 1_000_000


def _rows_scanned() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE relname = ANY(%s)",
            [list(LARGE_TABLES)],
        )
        return dict(cursor.fetchall())
