"""Forgetting, once an hour, what no longer serves anybody."""

from datetime import datetime

from accounts.services import admin_access, budgets, challenges, delivery, sessions


def purge(now: datetime) -> int:
    """Delete what is over in this app; return how many rows. Mails first: they point at challenges."""
    return sum(part.purge(now) for part in (delivery, challenges, sessions, budgets, admin_access))
