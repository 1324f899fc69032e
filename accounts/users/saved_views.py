"""Saved views of the list of people: each administrator's own."""

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.domain.text import tidy
from accounts.domain.violations import ValidationFailed, Violation
from accounts.events.log import Entry, acting, record
from accounts.models import SavedView, User

MAX_VIEWS: Final = 20
MAX_NAME: Final = 50
MAX_QUERY: Final = 500
SAVED: Final = "system.saved_view.save"
DELETED: Final = "system.saved_view.delete"


@transaction.atomic
def save_view(user: User, name: str, query: str, now: datetime) -> SavedView:
    """Save the view; one with the same name is replaced. Raises ValidationFailed."""
    name = tidy(name)
    if not 0 < len(name) <= MAX_NAME:
        raise ValidationFailed([Violation("name", "ssr.saved_view.name", (str(MAX_NAME),))])
    if not 0 < len(query) <= MAX_QUERY:
        raise ValidationFailed([Violation("name", "ssr.saved_view.filter")])
    others = User.objects.select_for_update().get(pk=user.pk).saved_views.exclude(name=name)
    if len(others[:MAX_VIEWS]) == MAX_VIEWS:
        raise ValidationFailed([Violation("name", "ssr.saved_view.many", (str(MAX_VIEWS),))])
    view, _created = SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})
    record([Entry(SAVED, actor=acting(user))], now=now)
    return view


@transaction.atomic
def delete_view(user: User, view_id: int, now: datetime) -> bool:
    """Delete one of the user's own views; return whether there was one."""
    deleted, _rows = SavedView.objects.filter(user=user, pk=view_id).delete()
    if deleted:
        record([Entry(DELETED, actor=acting(user))], now=now)
    return bool(deleted)
