"""Django's PostgreSQL engine, whose kept connections cost no statement before each request or task."""

import select
import time
from typing import Any, Final

from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor


class SchemaEditor(DatabaseSchemaEditor):
    """Creates no second index of a text column for LIKE: texts are searched by trigrams and folded columns.

    Most of these columns are random ids and digests, whose every insert would write both indexes.
    """

    def _create_like_index_sql(self, model: Any, field: Any) -> None:
        return None


QUIET_SECONDS: Final = 30.0
"""How long after the last look a connection is trusted without asking the server."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether a kept connection is alive only when something suggests that it is not.

    Django asks by ``SELECT 1`` before the first statement of each request (``CONN_HEALTH_CHECKS``). A server
    that ends a connection writes to it at once, so an idle connection with nothing to read is alive. Only a
    network that fell silent goes unnoticed, and is found by the statement after a pause.
    """

    SchemaEditorClass = SchemaEditor

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.looked_at = float("-inf")

    def is_usable(self) -> bool:
        """Return whether the connection can carry the next statement."""
        now = time.monotonic()
        trusted = not self.errors_occurred and now - self.looked_at < QUIET_SECONDS and self._is_quiet()
        if not trusted and not super().is_usable():
            return False
        self.looked_at = now
        return True

    def _is_quiet(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        readable = select.poll()
        readable.register(self.connection.fileno(), select.POLLIN)
        return not readable.poll(0)
