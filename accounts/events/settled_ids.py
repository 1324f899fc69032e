"""The id up to which the log is complete: no transaction can still insert an event with a lower one.

PostgreSQL draws an id before the row is visible, so a long transaction may commit a lower id later. It holds
a lock of the table from before it draws the id until its row is visible.
"""

import time
from typing import Final

from django.db import connection

from accounts.models import Event

PAUSES: Final = (0.01, 0.05, 0.2, 0.5, 1.0)
_WRITERS: Final = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND relation = 'accounts_event'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND pid IS DISTINCT FROM pg_backend_pid()"""


def settled_id() -> int | None:
    """Return the id, or None while a transaction that may have drawn a lower one goes on."""
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first()
    # SQLite has one writer at a time: ids become visible in their order.
    if newest is None or connection.vendor != "postgresql":
        return newest
    # Read after the newest id: later transactions draw higher ones.
    pending = _writers()
    for pause in PAUSES:
        if not pending:
            break
        time.sleep(pause)
        pending &= _writers()
    return None if pending else newest


def _writers() -> set[str]:
    """Return the open transactions that have written events, or are about to."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {name for (name,) in cursor.fetchall()}
