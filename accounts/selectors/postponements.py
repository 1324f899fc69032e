"""Reading what a user has put off."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import Postponement


def postponed(user_id: int) -> Mapping[str, tuple[int, datetime]]:
    """Return how often, and when last, each thing was put off."""
    rows = Postponement.objects.filter(user_id=user_id).values_list("what", "times", "last_at")
    return {what: (times, last_at) for what, times, last_at in rows}


def last_postponements(user_id: int, what: Sequence[str]) -> Mapping[str, Postponement]:
    """Return how often and when last each of some things was put off."""
    rows = Postponement.objects.filter(user_id=user_id, what__in=what)
    return {row.what: row for row in rows}
