"""The latest of a user: events as sentences, and messages with what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode

from accounts.batches import first_rows
from accounts.events.event_search import events_of
from accounts.models import Event, OutboxMail, User
from administration.log.events import event_text, with_addresses
from administration.log.masked_addresses import without_addresses
from administration.log.message_states import needs_attention, state_text
from administration.texts import message_kind

MAX_EVENTS: Final = 15
MAX_MESSAGES: Final = 10


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a user."""

    occurred_at: datetime
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message to a user; ``answer`` is why it waits or failed."""

    created_at: datetime
    kind: str
    state: str
    answer: str
    url: str
    is_bad: bool


def timeline_context(user: User, actor: User) -> dict[str, Any]:
    """Return the latest events and messages of a user, as far as the administrator may view them."""
    context: dict[str, Any] = {}
    if actor.has_perm("accounts.view_event"):
        context["timeline"] = _timeline(user)
        query = urlencode({"q": user.public_id})
        context["events_url"] = f"{reverse('admin:accounts_event_changelist')}?{query}"
    if actor.has_perm("accounts.view_outboxmail"):
        context["message_lines"] = _message_lines(user)
    return context


def _timeline(user: User) -> list[TimelineEntry]:
    events = events_of(Event.objects.all(), [user.public_id]).order_by("-occurred_at", "-id")
    return [
        TimelineEntry(
            event.occurred_at, event_text(event), reverse("admin:accounts_event_change", args=[event.pk])
        )
        for event in first_rows(with_addresses(events), MAX_EVENTS)
    ]


def _message_lines(user: User) -> list[MessageLine]:
    """Return the messages to the address of the user; the outbox keeps each for a day.

    A deactivated user's address may have a new holder, whose messages these would be.
    """
    if user.login is None:
        return []
    return [
        MessageLine(
            mail.created_at,
            message_kind(mail.template),
            state_text(mail),
            without_addresses(mail.last_error),
            reverse("admin:accounts_outboxmail_change", args=[mail.pk]),
            is_bad=needs_attention(mail),
        )
        for mail in OutboxMail.objects.filter(to=user.email).order_by("-id")[:MAX_MESSAGES]
    ]
