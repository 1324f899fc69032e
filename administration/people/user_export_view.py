"""The file of the people in the list, with the list's search and filters."""

from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.profile.user_export import CONTENT_TYPES, ExportFormat, export_users
from administration.base import actor_of, can_view
from administration.lists.filters import filter_names

EXPORT: Final = "accounts.export_user"


def export_view(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponseBase:
    """Send the people of the list as a file, part by part."""
    actor, now = actor_of(request), timezone.now()
    if not (actor.has_perm(EXPORT) and page.has_view_permission(request)):
        raise PermissionDenied
    try:
        people = page.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
    file_format = ExportFormat.JSON if request.POST.get("format") == ExportFormat.JSON else ExportFormat.CSV
    with_groups = can_view(actor, "accounts.membership")
    parts = export_users(
        people.queryset,
        file_format,
        actor=actor,
        now=now,
        filters=filter_names(people),
        with_groups=with_groups,
    )
    name = f"people-{now:%Y-%m-%d}.{file_format}"
    return StreamingHttpResponse(
        parts,
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
