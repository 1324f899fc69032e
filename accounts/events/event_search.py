"""Search of events by address, reference, type, network or time: one lookup in one index each."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.networks import parse_address
from accounts.domain.references import read_reference, reference_digits
from accounts.domain.text import search_form, trim
from accounts.models import Event, User

MAX_HOLDERS = 100


def search_events(events: QuerySet[Event], typed: str) -> QuerySet[Event]:
    """Return those of the events that the text names; all of them for an empty one.

    It is the reference or the id of a transaction, the address or the public id of a user, a network address
    or a type of event. Events of a user include what that user did to others.
    """
    text = trim(typed)
    if not text:
        return events
    # Before the reference: without its dots, 203.0.113.9 would be one.
    if address := parse_address(text):
        return events.filter(context__ip_address=str(address))
    if digits := read_reference(text):
        return events.filter(transaction_reference=digits)
    if "@" in text:
        return events_of(events, _holders(text))
    of_transaction = Q(transaction_reference=reference_digits(text), transaction_id=text)
    if Event.objects.filter(of_transaction).exists():
        return events.filter(of_transaction)
    if Event.objects.filter(_of(text)).order_by().exists():
        return events_of(events, [text])
    return events.filter(type=text.lower())


def _holders(typed: str) -> list[str]:
    """Return the public ids of who has the address, and of deactivated users who had it."""
    try:
        address = parse_email(typed).display
    except InvalidEmail:
        return []
    rows = User.objects.filter(email_folded=search_form(address)).order_by()
    return list(rows.values_list("public_id", flat=True)[:MAX_HOLDERS])


def read_moment(text: str) -> datetime | None:
    """Return the moment in UTC, the zone of a text without one.

    None for any other text, and for moments outside the years 1 to 9999 of UTC.
    """
    try:
        moment = parse_datetime(text)
        if moment is None:
            return None
        return timezone.localtime(moment if timezone.is_aware(moment) else timezone.make_aware(moment))
    except (ValueError, OverflowError):
        return None


def events_of(events: QuerySet[Event], public_ids: list[str]) -> QuerySet[Event]:
    """Return those of the events that concern these users, and what they did to others."""
    return events.filter(_of(*public_ids)) if public_ids else events.none()


def _of(*public_ids: str) -> Q:
    # The last condition is that of the index for what users did to others.
    return Q(user_id__in=public_ids) | Q(actor_id__in=public_ids) & ~Q(actor_id=F("user_id"))
