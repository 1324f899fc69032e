"""Counting how often users go to their apps."""

from datetime import datetime

from django.db import connection

# One statement: two windows at once count twice, and nothing is read before.
_NOTE = """
INSERT INTO applications_use AS held (user_id, application_id, times, last_at)
SELECT %(user)s, id, 1, %(now)s FROM applications_application WHERE key = %(key)s
ON CONFLICT (user_id, application_id) DO UPDATE SET times = held.times + 1, last_at = excluded.last_at
"""


def record_use(user_id: int, key: str, now: datetime) -> None:
    """Count that a user goes to an app; one that is not there counts nothing."""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"user": user_id, "key": key, "now": at})
