"""Sessions, for looking. They are ended on the page of their person."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.base import ListOnlyAdmin
from accounts.models import Session


@admin.register(Session)
class SessionAdmin(ListOnlyAdmin):
    """Signed-in browsers. What a session is found by is in no column and in no address."""

    list_display = (
        "person",
        "client",
        "ip_address",
        "created_at",
        "last_seen_at",
        "idle_expires_at",
        "expires_at",
    )
    list_filter = ("last_seen_at",)
    list_select_related = ("person",)
    search_fields = ("=person__login", "=ip_address")
    ordering = ("-last_seen_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).filter(person__isnull=False)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "person__id__exact" or super().lookup_allowed(lookup, value, request)
