"""Saving and deleting an administrator's own views of the list of people."""

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from accounts.users.saved_views import delete_view, save_view
from administration.base import actor_of, show_failure

LIST: Final = "admin:accounts_user_changelist"


def view_urls(page: ModelAdmin[Any]) -> list[URLPattern]:
    """Return the addresses below those of people."""
    save = page.admin_site.admin_view(require_POST(partial(_save, page)))
    delete = page.admin_site.admin_view(require_POST(partial(_delete, page)))
    return [
        path("views/save/", save, name="accounts_user_view_save"),
        path("views/<int:view_id>/delete/", delete, name="accounts_user_view_remove"),
    ]


def query_of(people: ChangeList) -> str:
    """Return the filters and the order of a list, but not the search, which may name a person."""
    kept = dict(people.get_filters_params())
    if order := people.params.get(ORDER_VAR):
        kept[ORDER_VAR] = [order]
    return urlencode(sorted(kept.items()), doseq=True)


def _save(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Save the filters of this address under the name that is sent."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    try:
        query = query_of(page.get_changelist_instance(request))
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse(LIST))
    try:
        view = save_view(actor_of(request), request.POST.get("name", ""), query, timezone.now())
    except ValidationFailed as failure:
        show_failure(request, failure)
        return HttpResponseRedirect(f"{reverse(LIST)}?{query}")
    # Translators: list of people in the administration, after a view was saved
    messages.success(request, gettext("Saved the view “%(name)s”.") % {"name": view.name})
    return HttpResponseRedirect(f"{reverse(LIST)}?{view.query}")


def _delete(page: ModelAdmin[Any], request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view if it is the administrator's own. One that has gone changes nothing."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    if delete_view(actor_of(request), view_id, timezone.now()):
        # Translators: list of people in the administration, after a saved view was deleted
        messages.success(request, gettext("Deleted the view."))
    return HttpResponseRedirect(reverse(LIST))
