"""What a user lets an app learn."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.events.log import Entry, record
from accounts.models import User
from applications.models import Application, Consent, Use


def grant(
    user: User, key: str, scopes: Iterable[str], *, now: datetime, transaction_id: str = ""
) -> frozenset[str]:
    """Add to what an app may learn of a user, and return all of it; nothing for an app that is gone.

    Two grants at once leave what both say.
    """
    app = Application.objects.only("pk", "key").filter(key=key).first()
    if app is None:
        return frozenset()
    with transaction.atomic():
        empty = Consent(user=user, application=app, granted_at=now)
        Consent.objects.bulk_create([empty], ignore_conflicts=True)
        consent = Consent.objects.select_for_update().get(user=user, application=app)
        granted = frozenset(consent.scopes) | frozenset(scopes)
        if granted != frozenset(consent.scopes) or not consent.scopes:
            consent.scopes, consent.granted_at = sorted(granted), now
            consent.save(update_fields=["scopes", "granted_at"])
            entry = _entry("grant", app, user, {"scopes": consent.scopes})
            record([replace(entry, transaction_id=transaction_id)], now=now)
    return granted


def withdraw(user: User, key: str, *, now: datetime) -> bool:
    """Withdraw the consent of a user to an app and what it has received; return whether there was any.

    It counts a consent or an earlier sign-in: an app of the organisation asks for no consent. The next
    sign-in asks again where the app requires consent, and creates a new grant.
    """
    with transaction.atomic():
        app = Application.objects.only("pk", "key").filter(key=key).first()
        if app is None or not _learned(user, app):
            return False
        empty = Consent(user=user, application=app, granted_at=now)
        Consent.objects.bulk_create([empty], ignore_conflicts=True)
        consent = Consent.objects.select_for_update().get(user=user, application=app)
        if not _learned(user, app):
            return False  # withdrawn by a concurrent request
        Use.objects.filter(user=user, application=app).delete()
        consent.scopes, consent.withdrawn_at = [], now
        consent.save(update_fields=["scopes", "withdrawn_at"])
        record([_entry("withdraw", app, user)], now=now)
    return True


def _learned(user: User, app: Application) -> bool:
    """Whether the app has anything of the user that could be taken back."""
    agreed = Consent.objects.filter(user=user, application=app).exclude(scopes=[])
    return agreed.exists() or Use.objects.filter(user=user, application=app).exists()


def _entry(done: str, app: Application, user: User, detail: dict[str, list[str]] | None = None) -> Entry:
    return Entry(
        f"user.consent.{done}", user_id=user.public_id, targets=(app.event_target,), detail=detail or {}
    )
