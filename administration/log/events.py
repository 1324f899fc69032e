"""The system log: each event as a sentence."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.domain.event_words import UNKNOWN_ACTOR, sentence, template_of
from accounts.domain.events import ActorType
from accounts.domain.references import reference_of
from accounts.events.event_search import search_events
from accounts.events.log import SUCCESS
from accounts.models import Event, User
from administration.base import ReadOnlyAdmin, actor_of
from administration.lists.filters import EventTypeFilter
from administration.lists.long_lists import LongListAdmin, Order
from administration.lists.time_filter import TimeFilter
from administration.log.event_export_view import EXPORT, export_view

_ACTORS: Final[Mapping[ActorType, str | Promise]] = {
    ActorType.USER: _("unverified user"),
    ActorType.CLIENT: _("client"),
    ActorType.API_TOKEN: _("API token"),
    ActorType.SYSTEM: _("system"),
}


def with_addresses(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events with the addresses of their users and actors, in one statement."""
    return events.annotate(user_email=_email_of("user_id"), actor_email=_email_of("actor_id"))


def event_text(event: Any) -> str:
    """Return an event that was read with its addresses as a sentence."""
    variant = event.detail.get("variant", "")
    template = gettext(template_of(event.type, success=event.outcome == SUCCESS, variant=variant))
    by_other = event.actor_type == ActorType.USER and event.actor_id != event.user_id
    actor = event.actor_email if by_other else ""
    return sentence(template, event.user_email or gettext(UNKNOWN_ACTOR), actor or "")


@admin.register(Event)
class EventAdmin(LongListAdmin, ReadOnlyAdmin):
    """Events, newest first. Personal values are in the context, which is emptied when a user is deleted."""

    list_display = ("occurred_at", "sentence", "succeeded", "reason", "count", "reference")
    list_filter = ("outcome", EventTypeFilter, TimeFilter, "occurred_at")
    list_select_related = ("context",)
    search_fields = ("type",)  # shows the field; what is searched: ``search_events``
    search_help_text = _("Search by email address, user ID, event type, IP address or support reference")
    # Counted refusals are written later than what followed them.
    ordering = ("-occurred_at", "-id")
    orders: ClassVar[Mapping[str, Order]] = {"occurred_at": ("occurred_at", "id")}
    fields = (
        "occurred_at",
        "sentence",
        "type",
        "outcome",
        "reason",
        "count",
        "targets",
        "detail",
        "reference",
        "user",
        "actor",
        "ip_address",
        "client",
        "uuid",
    )
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(require_POST(partial(export_view, self)))
        return [path("export/", export, name="accounts_event_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, with a button for its file where that is permitted."""
        may_export = actor_of(request).has_perm(EXPORT)
        return super().changelist_view(request, {**(extra_context or {}), "may_export": may_export})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Return the events with the addresses of their users and actors, in one statement."""
        return with_addresses(super().get_queryset(request))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return search_events(queryset, search_term), False

    @admin.display(description=_("event"))
    def sentence(self, event: Event) -> str:
        return event_text(event)

    @admin.display(description=_("succeeded"), boolean=True)
    def succeeded(self, event: Event) -> bool:
        return event.outcome == SUCCESS

    @admin.display(description=_("count"))
    def count(self, event: Event) -> int:
        return event.count

    @admin.display(description=_("user"))
    def user(self, event: Event) -> str:
        return _linked(event.user_id)

    @admin.display(description=_("actor"))
    def actor(self, event: Event) -> str:
        if event.actor_type == ActorType.USER and event.actor_id:
            return _linked(event.actor_id)
        return f"{_ACTORS[ActorType(event.actor_type)]} {event.actor_id}".strip()

    @admin.display(description=_("reference"))
    def reference(self, event: Event) -> str:
        return reference_of(event.transaction_id) if event.transaction_id else ""

    @admin.display(description=_("IP address"))
    def ip_address(self, event: Event) -> Any:
        return event.context.ip_address if event.context else None

    @admin.display(description=_("browser"))
    def client(self, event: Event) -> str:
        return event.context.client if event.context else ""


def _email_of(column: str) -> Subquery:
    return Subquery(User.objects.filter(public_id=OuterRef(column)).values("email")[:1])


def _linked(public_id: str) -> str:
    """Return the address of a user as a link; of a deleted user only the public id is left."""
    user = User.objects.filter(public_id=public_id).first() if public_id else None
    if user is None:
        return public_id
    url = reverse("admin:accounts_user_change", args=(user.pk,))
    return format_html('<a href="{}">{}</a>', url, user.email)
