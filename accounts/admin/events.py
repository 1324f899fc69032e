"""The system log: each event as a sentence."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import admin
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.filters import EventTypeFilter
from accounts.domain.event_words import SOMEBODY, sentence, template_of
from accounts.domain.events import ActorType
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.text import trim
from accounts.events import SUCCESS
from accounts.models import Event, User

_ACTORS: Final[Mapping[ActorType, str | Promise]] = {
    ActorType.USER: _("user without a proof"),
    ActorType.CLIENT: _("client"),
    ActorType.API_TOKEN: _("API token"),
    ActorType.SYSTEM: _("system"),
}


class EventAdmin(ReadOnlyAdmin):
    """Events, newest first. Personal values are in the context, which is emptied when a user is deleted."""

    list_display = ("occurred_at", "sentence", "succeeded", "reason", "count", "reference")
    list_filter = ("outcome", EventTypeFilter, "occurred_at")
    list_select_related = ("context",)
    search_fields = ("=type", "=context__ip_address")
    search_help_text = _(
        "Address or ID of a person, type of event, IP address, or the reference shown to somebody"
    )
    # Counted refusals are written later than what followed them.
    ordering = ("-occurred_at", "-id")
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Return the events with the addresses of their users and actors, in one statement."""
        rows: QuerySet[Event] = super().get_queryset(request)
        return rows.annotate(user_email=_email_of("user_id"), actor_email=_email_of("actor_id"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the events of a transaction, or those of a user by address or public id.

        Those of a user include what that user did to others.
        """
        term = trim(search_term)
        # Compared as they are: Django's own search changes the case of the column, for which no index serves.
        if term and Event.objects.filter(transaction_id=term).exists():
            return queryset.filter(transaction_id=term), False
        public_id = _public_id(term) if term else ""
        if not public_id:
            return super().get_search_results(request, queryset, search_term)
        did_to_others = Q(actor_id=public_id) & ~Q(actor_id=F("user_id"))
        return queryset.filter(Q(user_id=public_id) | did_to_others), False

    @admin.display(description=_("what happened"))
    def sentence(self, event: Event) -> str:
        variant = event.detail.get("variant", "")
        template = gettext(template_of(event.type, success=event.outcome == SUCCESS, variant=variant))
        by_other = event.actor_type == ActorType.USER and event.actor_id != event.user_id
        actor = event.actor_email if by_other else ""  # type: ignore[attr-defined]
        return sentence(template, event.user_email or gettext(SOMEBODY), actor or "")  # type: ignore[attr-defined]

    @admin.display(description=_("went well"), boolean=True)
    def succeeded(self, event: Event) -> bool:
        return event.outcome == SUCCESS

    @admin.display(description=_("count"))
    def count(self, event: Event) -> int:
        return event.count

    @admin.display(description=_("person"))
    def user(self, event: Event) -> str:
        return _linked(event.user_id)

    @admin.display(description=_("actor"))
    def actor(self, event: Event) -> str:
        if event.actor_type == ActorType.USER and event.actor_id:
            return _linked(event.actor_id)
        return f"{_ACTORS[ActorType(event.actor_type)]} {event.actor_id}".strip()

    @admin.display(description=_("reference"))
    def reference(self, event: Event) -> str:
        """Return the reference that pages show for a transaction; an app above supplies it."""
        return ""

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
    person = User.objects.filter(public_id=public_id).first() if public_id else None
    if person is None:
        return public_id
    url = reverse("admin:accounts_user_change", args=(person.pk,))
    return format_html('<a href="{}">{}</a>', url, person.email)


def _public_id(typed: str) -> str:
    """Return the public id that an address or an id stands for; that of a deleted user is in events only."""
    try:
        normal = parse_email(typed).normal
    except InvalidEmail:
        return typed if Event.objects.filter(user_id=typed).exists() else ""
    return User.objects.filter(login=normal).values_list("public_id", flat=True).first() or ""
