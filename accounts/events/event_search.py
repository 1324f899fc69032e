"""Search of events by address, reference, type, network or time: one lookup in one index each."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.networks import parse_address
from accounts.domain.references import read_reference, reference_digits
from accounts.domain.text import search_form, trim
from accounts.models import Event, EventContext, User
from accounts.models.events import AppendOnly

MAX_HOLDERS = 100
MAX_ALTERNATIVES: Final = 4
"""Of so many users each is looked up alone, along the order of time."""
FREQUENT: Final = 1000
"""Events of more contexts than this are met sooner by walking along the order of the list."""


def search_events(events: AppendOnly, typed: str) -> AppendOnly:
    """Return those of the events that the text names; all of them for an empty one.

    It is the reference or the id of a transaction, the address or the public id of a user, a network address
    or a type of event. Events of a user include what that user did to others.
    """
    text = trim(typed)
    if not text:
        return events
    # Before the reference: without its dots, 203.0.113.9 would be one.
    if address := parse_address(text):
        return _from_address(events, str(address))
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


def events_of(events: AppendOnly, public_ids: list[str]) -> AppendOnly:
    """Return those of the events that concern these users, and what they did to others."""
    if not public_ids:
        return events.none()
    if len(public_ids) > MAX_ALTERNATIVES:
        return events.filter(_of(*public_ids))
    by_user = (Q(user_id=public_id) for public_id in public_ids)
    return events.one_of(*by_user, *map(_by_other, public_ids))


def _from_address(events: AppendOnly, address: str) -> AppendOnly:
    """Return the events from a network address.

    Those of few contexts are sorted. Those of an office are met sooner along the order of the list: of this
    comparison PostgreSQL expects no index.
    """
    contexts = EventContext.objects.filter(ip_address=address).order_by()
    ids = list(contexts.values_list("pk", flat=True)[: FREQUENT + 1])
    if len(ids) <= FREQUENT:
        return events.filter(context__in=ids)
    of_context = EventContext.objects.filter(pk=OuterRef("context")).values("ip_address")
    found = events.alias(address=Subquery(of_context)).filter(address=address)
    found.at_least = 0 if events.query.where else FREQUENT
    return found


def _of(*public_ids: str) -> Q:
    return reduce(or_, map(_by_other, public_ids), Q(user_id__in=public_ids))


def _by_other(public_id: str) -> Q:
    # The last condition is that of the index for what users did to others.
    return Q(actor_id=public_id) & ~Q(actor_id=F("user_id"))
