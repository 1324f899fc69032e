"""The file of the events in the list, with the list's search and filters."""

from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.events.event_export import CONTENT_TYPE, export_events
from administration.base import actor_of
from administration.lists.filters import filter_names

EXPORT: Final = "accounts.export_event"


def export_view(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponseBase:
    """Send the events of the list as a file, part by part: the columns that the pages of events show."""
    actor, now = actor_of(request), timezone.now()
    if not (actor.has_perm(EXPORT) and page.has_view_permission(request)):
        raise PermissionDenied
    try:
        events = page.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse("admin:accounts_event_changelist"))
    return StreamingHttpResponse(
        export_events(events.queryset, actor=actor, now=now, filters=filter_names(events)),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="events-{now:%Y-%m-%d}.ndjson"'},
    )
