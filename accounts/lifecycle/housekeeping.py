"""Hourly deletion of expired rows."""

from datetime import datetime

from accounts.credentials import (
    budgets,
    challenges,
    enrollments,
    lockout,
)
from accounts.credentials.passwords import forget_unused_costs
from accounts.events import retention
from accounts.lifecycle import admin_access, bulk_actions, import_jobs, security_changes
from accounts.messaging import delivery
from accounts.sessions import devices, lifetime


def purge(now: datetime) -> int:
    """Delete what is over in this app; return how many rows. Mails first: they point at challenges."""
    parts = (
        delivery,
        challenges,
        enrollments,
        security_changes,
        lifetime,
        devices,
        budgets,
        lockout,
        admin_access,
        bulk_actions,
        import_jobs,
        retention,
    )
    forget_unused_costs()
    return sum(part.purge(now) for part in parts)
