"""Sessions, for looking. They are ended on the page of their user."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Session
from accounts.sessions.queries import search_sessions
from administration.base import ListOnlyAdmin
from administration.lists.long_lists import LongListAdmin, Order


@admin.register(Session)
class SessionAdmin(LongListAdmin, ListOnlyAdmin):
    """Signed-in browsers. What a session is found by is in no column and in no address."""

    list_display = (
        "user",
        "client",
        "ip_address",
        "created_at",
        "last_seen_at",
        "idle_expires_at",
        "expires_at",
    )
    list_filter = ("created_at",)
    list_select_related = ("user",)
    search_fields = ("ip_address",)  # shows the field; what is searched: ``search_sessions``
    search_help_text = _("Search by a user’s full email address or by IP address")
    # Not by the last visit: an index of that would be written at each one.
    ordering = ("-created_at", "-key_hash")
    orders: ClassVar[Mapping[str, Order]] = {"created_at": ("created_at", "key_hash")}
    position_key = "sid"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).filter(user__isnull=False)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Session], search_term: str
    ) -> tuple[QuerySet[Session], bool]:
        return search_sessions(queryset, search_term), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "user__id__exact" or super().lookup_allowed(lookup, value, request)
