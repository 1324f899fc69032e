"""Pages about the versions of a policy: who changed it, when and what, and undoing it to one of them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from administration.base import VersionedAdmin, actor_of
from policies.services.policy_changes import Author

Write = Callable[[Author], None]
SEEN = "seen"
"""The field with the newest version that a page shows: undoing refuses to overwrite a later one."""


def _module(name: str) -> Any:
    """Return a module of the app ``configuration``: it loads pydantic, which no other page needs."""
    return import_module(f"configuration.{name}")


class PolicyVersionsAdmin(VersionedAdmin):
    """Adds the page of versions to the pages of a policy."""

    def undo(
        self, request: HttpRequest, row: Any, write: Callable[[Author], None], done: str
    ) -> HttpResponse:
        """Write as the administrator after the confirmation that the policy needs, and go to the versions."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        undo = wrap(require_POST(self.undo_view))
        return [
            path("<int:policy_id>/versions/", wrap(self.versions_view), name=f"{name}_versions"),
            path("<int:policy_id>/versions/<int:number>/undo/", undo, name=f"{name}_undo"),
            *super().get_urls(),
        ]

    def versions_address(self, row: Any) -> str:
        """Return the address of the versions of a policy."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_versions", args=[row.pk])

    def _policy(self, request: HttpRequest, policy_id: int) -> Any:
        row = self.get_object(request, str(policy_id))
        if row is None:
            raise Http404
        return row

    def versions_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Show the versions of a policy, newest first, with what each changed."""
        row = self._policy(request, policy_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        before = request.GET.get("before", "")
        history = _module("history")
        found = history.versions_of(row, int(before[:9]) if before.isdecimal() else None)
        context = {
            **site.each_context(request),
            # Translators: administration, title of the page with the versions of a policy
            "title": gettext("History of “%(name)s”") % {"name": row},
            "opts": self.opts,
            "policy": row,
            "policy_address": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]
            ),
            "undo_name": f"admin:{self.opts.app_label}_{self.opts.model_name}_undo",
            "versions": found,
            "older": found[-1].version.number if len(found) == history.PER_PAGE else 0,
            "seen": found[0].version.number if found else 0,
            "may_undo": self.has_change_permission(request, row) and not before,
            "shows_authors": actor_of(request).has_perm("accounts.view_user"),
        }
        return render(request, "admin/policies/versions.html", context)

    def undo_view(self, request: HttpRequest, policy_id: int, number: int) -> HttpResponse:
        """Make the policy what a version says, unless it has changed since the page was shown."""
        row = self._policy(request, policy_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        try:
            version = _module("history").version_numbered(row, number)
        except ValidationFailed as failure:
            raise Http404 from failure
        sent = request.POST.get(SEEN, "")
        module = _module("restoration")
        restoration = module.Restoration(version, int(sent[:9]) if sent.isdecimal() else 0)
        # Translators: administration, after a policy was undone to a version
        done = gettext("“%(name)s” is as in version %(number)s again.") % {"name": row, "number": number}
        return self.undo(request, row, lambda author: module.restore(row, restoration, author), done)
