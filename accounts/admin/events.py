"""The system log: each event as a sentence."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.filters import EventTypeFilter
from accounts.domain.event_words import SOMEBODY, sentence, template_of
from accounts.events import SUCCESS
from accounts.models import Event


class EventAdmin(ReadOnlyAdmin):
    """Events, newest first. Personal values stand in the context, which a deleted person takes along."""

    list_display = ("occurred_at", "sentence", "succeeded", "code", "count", "reference")
    list_filter = ("outcome", EventTypeFilter, "occurred_at")
    list_select_related = ("person", "actor", "context")
    search_fields = ("=person__login", "=actor__login", "=transaction_id", "=type", "=context__ip_address")
    search_help_text = _("Address of a person, type of event, IP address, or the reference shown to somebody")
    ordering = ("-id",)
    fields = (
        "occurred_at",
        "sentence",
        "type",
        "outcome",
        "code",
        "count",
        "target",
        "detail",
        "reference",
        "person",
        "actor",
        "ip_address",
        "client",
    )
    readonly_fields = fields

    @admin.display(description=_("what happened"))
    def sentence(self, event: Event) -> str:
        variant = event.detail.get("variant", "")
        template = gettext(template_of(event.type, success=event.outcome == SUCCESS, variant=variant))
        person = event.person.email if event.person else gettext(SOMEBODY)
        return sentence(template, person, event.actor.email if event.actor else "")

    @admin.display(description=_("went well"), boolean=True)
    def succeeded(self, event: Event) -> bool:
        return event.outcome == SUCCESS

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
