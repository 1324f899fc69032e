"""Keeping how a user wants to see our pages."""

from datetime import datetime

from django.db import transaction

from accounts.domain.appearance import Theme
from accounts.events.log import Entry, record
from accounts.models import User


def set_appearance(user_id: int, *, theme: Theme, language: str, now: datetime) -> bool:
    """Keep the choice; return whether anything is another than before."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        appearance = {"theme": theme.value, "language": language}
        changed = {name: value for name, value in appearance.items() if getattr(user, name) != value}
        if changed:
            User.objects.filter(pk=user_id).update(**changed)
            entry = Entry(
                "user.account.update_profile",
                user_id=user.public_id,
                detail={"attributes": sorted(changed)},
            )
            record([entry], now=now)
    return bool(changed)
