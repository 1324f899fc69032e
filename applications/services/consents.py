"""What a person lets an app learn."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.events import Entry, record
from accounts.models import User
from applications.models import Application, Consent
from policies.services.writing import target_of


def grant(
    person: User, key: str, scopes: Iterable[str], *, now: datetime, transaction_id: str = ""
) -> frozenset[str]:
    """Add to what an app may learn of a person, and return all of it; nothing for an app that is gone.

    Two grants at once leave what both say.
    """
    app = Application.objects.only("pk").filter(key=key).first()
    if app is None:
        return frozenset()
    with transaction.atomic():
        empty = Consent(person=person, application=app, granted_at=now)
        Consent.objects.bulk_create([empty], ignore_conflicts=True)
        held = Consent.objects.select_for_update().get(person=person, application=app)
        granted = frozenset(held.scopes) | frozenset(scopes)
        if granted != frozenset(held.scopes) or not held.scopes:
            held.scopes, held.granted_at = sorted(granted), now
            held.save(update_fields=["scopes", "granted_at"])
            entry = _entry("grant", app, person, {"scopes": held.scopes})
            record([replace(entry, transaction_id=transaction_id)], now=now)
    return granted


def withdraw(person: User, key: str, *, now: datetime) -> bool:
    """Let an app learn nothing more of a person, who is asked anew; return whether there was a consent."""
    with transaction.atomic():
        held = Consent.objects.select_related("application").filter(person=person, application__key=key)
        row = held.select_for_update(of=("self",)).first()
        if row is None:
            return False
        row.delete()
        record([_entry("withdraw", row.application, person)], now=now)
    return True


def _entry(done: str, app: Application, person: User, detail: dict[str, list[str]] | None = None) -> Entry:
    type, target = f"user.consent.{done}", target_of(app)
    return Entry(type, person_id=person.pk, target=target, detail=detail or {})
