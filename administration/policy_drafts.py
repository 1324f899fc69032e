"""Drafts of policies: edited on the pages of a policy, compared with it, then published or discarded."""

from importlib import import_module
from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from administration.confirmed_changes import author_of
from administration.policy_versions import PolicyVersionsAdmin, Write


def drafts() -> Any:
    """Return the module of drafts: it loads pydantic, which no other page needs."""
    return import_module("configuration.drafts")


class PolicyDraftsAdmin(PolicyVersionsAdmin):
    """Adds drafts to the pages of policies. The permissions are those of the policy."""

    def write_confirmed(
        self, request: HttpRequest, row: Any, write: Write, done: str, addresses: tuple[str, str]
    ) -> HttpResponse:
        """Write after the confirmation that the policy needs. ``addresses``: of a refusal, of a success."""
        raise NotImplementedError

    def draft_effect(self, request: HttpRequest, policy: Any, draft: Any) -> list[str]:
        """Return in sentences what the draft would do once it is published."""
        raise NotImplementedError

    def draft_warnings(self, draft: Any) -> list[str]:
        """Return what to consider before publishing."""
        return []

    def drafts_of_list(self) -> Any:
        """Return the drafts of the policies of this list."""
        return self.model.with_drafts.filter(draft_of__isnull=False).select_related("draft_of")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row of an address, which may be a draft; lists show none."""
        found = super().get_object(request, object_id, from_field)
        if found is None and object_id.isdecimal():
            return self.drafts_of_list().filter(pk=int(object_id[:18])).first()
        return found

    def undo(self, request: HttpRequest, row: Any, write: Write, done: str) -> HttpResponse:
        versions = self.versions_address(row)
        return self.write_confirmed(request, row, write, done, (versions, versions))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        if obj.draft_of_id is not None:
            return HttpResponseRedirect(self.address_of("draft", obj.draft_of_id))
        return super().response_post_save_change(request, obj)

    def draft_context(self, row: Any) -> dict[str, Any]:
        """Return what the page of a policy or of its draft says about drafts."""
        policy_id = row.draft_of_id or row.pk
        if row.draft_of_id is not None:
            names = {"draft_of": row.draft_of.name}
        else:
            begin = self.address_of("begin", policy_id)
            names = {"versions_address": self.versions_address(row), "begin": begin}
        has_draft = row.draft_of_id is not None or self.drafts_of_list().filter(draft_of_id=row.pk).exists()
        return {**names, "draft_address": self.address_of("draft", policy_id) if has_draft else ""}

    def address_of(self, name: str, policy_id: int | None) -> str:
        """Return the address of a page about one policy."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[policy_id])

    def get_urls(self) -> list[URLPattern]:
        wrap, prefix = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}_"
        actions = {"begin": self.begin_view, "publish": self.publish_view, "discard": self.discard_view}
        return [
            path("<int:policy_id>/draft/", wrap(self.draft_view), name=f"{prefix}draft"),
            *(
                path(f"<int:policy_id>/draft/{name}/", wrap(require_POST(view)), name=f"{prefix}{name}")
                for name, view in actions.items()
            ),
            *super().get_urls(),
        ]

    def _published(self, request: HttpRequest, policy_id: int) -> Any:
        policy = self.model.objects.filter(pk=policy_id).first()
        if policy is None:
            raise Http404
        if not self.has_view_permission(request, policy):
            raise PermissionDenied
        return policy

    def changeable(self, request: HttpRequest, policy_id: int) -> Any:
        """Return the policy of an address to an administrator who can change it."""
        policy = self._published(request, policy_id)
        if not self.has_change_permission(request, policy):
            raise PermissionDenied
        return policy

    def draft_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Show what publishing the draft of a policy would change, and for how many people."""
        policy = self._published(request, policy_id)
        draft = drafts().draft_of(policy)
        context = {
            **site.each_context(request),
            # Translators: administration, title of the page of a draft
            "title": gettext("Draft of “%(name)s”") % {"name": policy},
            "opts": self.opts,
            "policy_address": self.address_of("change", policy.pk),
            "begin": self.address_of("begin", policy.pk),
            "may_change": self.has_change_permission(request, policy),
            **(self.about_draft(request, policy, draft) if draft is not None else {}),
        }
        return render(request, "admin/policies/draft.html", context)

    def begin_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Begin a draft, or go on with the one that is there."""
        policy = self.changeable(request, policy_id)
        draft = drafts().begin_draft(policy, author_of(request))
        return HttpResponseRedirect(self.address_of("change", draft.pk))

    def publish_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Make the policy what its draft is, unless one of both has changed since the page was shown."""
        policy = self.changeable(request, policy_id)
        module = drafts()
        number = request.POST.get("seen", "")
        seen = module.Seen(int(number[:9]) if number.isdecimal() else 0, request.POST.get("seen_draft", ""))
        # Translators: administration, after a draft was published
        done = gettext("Published “%(name)s”.") % {"name": policy}
        return self.write_confirmed(
            request,
            policy,
            lambda author: module.publish_draft(policy, seen, author),
            done,
            (self.address_of("draft", policy.pk), self.address_of("change", policy.pk)),
        )

    def discard_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Delete the draft of a policy."""
        policy = self.changeable(request, policy_id)
        drafts().discard_draft(policy, author_of(request))
        # Translators: administration, after a draft was discarded
        messages.success(request, gettext("Draft of “%(name)s” discarded.") % {"name": policy})
        return HttpResponseRedirect(self.address_of("change", policy.pk))

    def about_draft(self, request: HttpRequest, policy: Any, draft: Any) -> dict[str, Any]:
        """Return what the page of a draft shows."""
        module = drafts()
        return {
            "draft": draft,
            "changes": module.draft_changes(draft),
            "changes_meanwhile": module.changes_meanwhile(draft),
            "versions_address": self.versions_address(policy),
            "seen": module.seen_now(policy, draft),
            "effect": self.draft_effect(request, policy, draft),
            "warnings": self.draft_warnings(draft),
            "edit_address": self.address_of("change", draft.pk),
            "publish": self.address_of("publish", policy.pk),
            "discard": self.address_of("discard", policy.pk),
        }
