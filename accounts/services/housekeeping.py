"""Hourly deletion of expired rows."""

from datetime import datetime

from accounts.services import (
    admin_access,
    budgets,
    challenges,
    delivery,
    devices,
    enrollments,
    event_retention,
    lockout,
    security_changes,
    sessions,
)


def purge(now: datetime) -> int:
    """Delete what is over in this app; return how many rows. Mails first: they point at challenges."""
    parts = (
        delivery,
        challenges,
        enrollments,
        security_changes,
        sessions,
        devices,
        budgets,
        lockout,
        admin_access,
        event_retention,
    )
    return sum(part.purge(now) for part in parts)
