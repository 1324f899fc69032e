"""What happened to a user's account, newest first, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.authenticators import Authenticator
from accounts.domain.events import ActorType, TargetType
from accounts.domain.messages import format_text
from accounts.events.log import FAILURE, SUCCESS
from accounts.models import Event, User
from accounts.sessions.lifetime import STARTED
from accounts.translations import translated
from applications.models import Application
from dashboard.activity_words import FAILURE_SENTENCES, OWN, template_for_owner

PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One entry of the activity.

    ``times`` counts refusals of a minute. ``by_others``: an administrator acted. ``is_sign_in``: a sign-in,
    which may have been a stranger's.
    """

    id: int
    type: str
    text: str
    at: datetime
    client: str
    ip_address: str
    succeeded: bool
    times: int
    by_others: bool

    @property
    def is_sign_in(self) -> bool:
        return self.type == STARTED and self.succeeded


@dataclass(frozen=True, slots=True)
class Page:
    """Some of it, and from where the next page goes on (nothing on the last one)."""

    entries: tuple[ActivityEntry, ...]
    older: int | None


def page_of(user: User, before: int | None) -> Page:
    """Return twenty of them that are older than an event (``before``), or the newest."""
    rows = events_of(user)
    last = rows.filter(pk=before).first() if before is not None else None
    if last is not None:
        earlier = Q(occurred_at__lt=last.occurred_at) | Q(pk__lt=last.pk)
        rows = rows.filter(earlier, occurred_at__lte=last.occurred_at)
    found = list(rows[: PAGE_SIZE + 1])
    shown = entries_of(found[:PAGE_SIZE])
    return Page(shown, shown[-1].id if len(found) > PAGE_SIZE else None)


def events_of(user: User) -> "QuerySet[Event]":
    """Return the events that have words for their owner, with their personal side, the newest first."""
    shown_events = Q(outcome=SUCCESS, type__in=OWN) | Q(outcome=FAILURE, type__in=FAILURE_SENTENCES)
    rows = Event.objects.filter(shown_events, user_id=user.public_id).select_related("context")
    # Counted refusals are written later than what followed them.
    return rows.order_by("-occurred_at", "-pk")


def entries_of(rows: Sequence[Event]) -> tuple[ActivityEntry, ...]:
    """Say what the events mean; the names of apps are read only where some event is about one."""
    keys = {key for row in rows if (key := _application_key(row))}
    labels = dict(Application.objects.filter(key__in=keys).values_list("key", "label")) if keys else {}
    return tuple(_entry(row, labels) for row in rows)


def _application_key(row: Event) -> str:
    """Return the key of the app that an event is about, if it is about one."""
    return next((target["id"] for target in row.targets if target["type"] == TargetType.APPLICATION), "")


def _entry(row: Event, labels: Mapping[str, str]) -> ActivityEntry:
    succeeded = row.outcome == SUCCESS
    template = template_for_owner(row.type, success=succeeded, variant=row.detail.get("variant", ""))
    return ActivityEntry(
        id=row.pk,
        type=row.type,
        text=format_text(translated(template), (_about(row, labels),)),
        at=row.occurred_at,
        client=row.context.client if row.context is not None else "",
        ip_address=(row.context.ip_address if row.context is not None else "") or "",
        succeeded=succeeded,
        times=row.count,
        by_others=row.actor_type == ActorType.USER and row.actor_id not in ("", row.user_id),
    )


def _about(row: Event, labels: Mapping[str, str]) -> str:
    authenticator = row.detail.get("authenticator", "")
    if authenticator:
        return translated(Authenticator(authenticator).label)
    key = _application_key(row)
    # Translators: recent activity, stands for the name of an app
    return (labels.get(key) or _("an app that was deleted")) if key else ""
