"""Writing down that something was put off."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Postponement, User


def postpone(user_id: int, what: str, now: datetime) -> None:
    """Count once more that the user put this off."""
    with transaction.atomic():
        User.objects.filter(pk=user_id, has_put_off=False).update(has_put_off=True)
        kept = {"user_id": user_id, "what": what}
        row, created = Postponement.objects.get_or_create(**kept, defaults={"last_at": now})
        if not created:
            Postponement.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=now)


def postponed(user_id: int) -> Mapping[str, tuple[int, datetime]]:
    """Return how often, and when last, each thing was put off."""
    rows = Postponement.objects.filter(user_id=user_id).values_list("what", "times", "last_at")
    return {what: (times, last_at) for what, times, last_at in rows}


def last_postponements(user_id: int, what: Sequence[str]) -> Mapping[str, Postponement]:
    """Return how often and when last each of some things was put off."""
    rows = Postponement.objects.filter(user_id=user_id, what__in=what)
    return {row.what: row for row in rows}
