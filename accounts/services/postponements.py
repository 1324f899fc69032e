"""Writing down that something was put off."""

from datetime import datetime

from django.db.models import F

from accounts.models import Postponement


def postpone(person_id: int, what: str, now: datetime) -> None:
    """Count once more that the person put this off."""
    row, made = Postponement.objects.get_or_create(person_id=person_id, what=what, defaults={"last_at": now})
    if not made:
        Postponement.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=now)
