"""Writing down that something was put off."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Postponement, User


def postpone(user_id: int, what: str, now: datetime) -> None:
    """Count once more that the user put this off."""
    with transaction.atomic():
        User.objects.filter(pk=user_id, has_put_off=False).update(has_put_off=True)
        kept = {"user_id": user_id, "what": what}
        row, made = Postponement.objects.get_or_create(**kept, defaults={"last_at": now})
        if not made:
            Postponement.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=now)
