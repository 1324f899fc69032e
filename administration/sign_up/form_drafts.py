"""Drafts of profile enrollment policies: edited on the pages of a policy, compared with it, published."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from administration.confirmed_changes import author_of
from administration.policy_versions import PolicyVersionsAdmin
from administration.sign_up.policy_effect import effect_text, warning_texts
from administration.texts import say
from enrollment.domain.effect import impact_sentences
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import later_impact
from enrollment.services import described

PREFIX = "enrollment_profileenrollmentpolicy_"


def drafts() -> Any:
    """Return the module of drafts: it loads pydantic, which no other page needs."""
    return import_module("configuration.drafts")


def address_of(name: str, policy_id: int | None) -> str:
    """Return the address of a page about one policy."""
    return reverse(f"admin:{PREFIX}{name}", args=[policy_id])


class FormDraftsAdmin(PolicyVersionsAdmin):
    """Adds drafts to the pages of profile enrollment policies. The permissions are those of the policy."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row of an address, which may be a draft; lists show none."""
        found = super().get_object(request, object_id, from_field)
        if found is None and object_id.isdecimal():
            rows = ProfileEnrollmentPolicy.with_drafts.select_related("draft_of")
            return rows.filter(pk=int(object_id[:18]), draft_of__isnull=False).first()
        return found

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        if obj.draft_of_id is not None:
            return HttpResponseRedirect(address_of("draft", obj.draft_of_id))
        return super().response_post_save_change(request, obj)

    def draft_context(self, row: Any) -> dict[str, Any]:
        """Return what the page of a policy or of its draft says about drafts."""
        policy_id = row.draft_of_id or row.pk
        if row.draft_of_id is not None:
            names = {"draft_of": row.draft_of.name}
        else:
            names = {"versions_address": self.versions_address(row), "begin": address_of("begin", policy_id)}
        has_draft = row.draft_of_id is not None or hasattr(row, "draft")
        return {**names, "draft_address": address_of("draft", policy_id) if has_draft else ""}

    def get_urls(self) -> list[URLPattern]:
        wrap: Callable[[Any], Any] = self.admin_site.admin_view
        actions = (("begin", self.begin_view), ("publish", self.publish_view), ("discard", self.discard_view))
        return [
            path("<int:policy_id>/draft/", wrap(self.draft_view), name=f"{PREFIX}draft"),
            *(
                path(f"<int:policy_id>/draft/{name}/", wrap(require_POST(view)), name=f"{PREFIX}{name}")
                for name, view in actions
            ),
            *super().get_urls(),
        ]

    def _published(self, request: HttpRequest, policy_id: int) -> ProfileEnrollmentPolicy:
        policy = ProfileEnrollmentPolicy.objects.filter(pk=policy_id).first()
        if policy is None:
            raise Http404
        if not self.has_view_permission(request, policy):
            raise PermissionDenied
        return policy

    def _changeable(self, request: HttpRequest, policy_id: int) -> ProfileEnrollmentPolicy:
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
            "policy_address": address_of("change", policy.pk),
            "begin": address_of("begin", policy.pk),
            "may_change": self.has_change_permission(request, policy),
            **(_about(policy, draft) if draft is not None else {}),
        }
        return render(request, "admin/enrollment/profileenrollmentpolicy/draft.html", context)

    def begin_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Begin a draft, or go on with the one that is there."""
        policy = self._changeable(request, policy_id)
        draft = drafts().begin_draft(policy, author_of(request))
        return HttpResponseRedirect(address_of("change", draft.pk))

    def publish_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Make the policy what its draft is, unless one of both has changed since the page was shown."""
        policy = self._changeable(request, policy_id)
        module = drafts()
        numbers = (request.POST.get(name, "") for name in ("seen", "seen_draft"))
        seen = module.Seen(*(int(number[:9]) if number.isdecimal() else 0 for number in numbers))
        # Translators: administration, after a draft was published
        done = gettext("Published “%(name)s”.") % {"name": policy}
        return self.write_confirmed(
            request,
            policy,
            lambda author: module.publish_draft(policy, seen, author),
            done,
            (address_of("draft", policy.pk), address_of("change", policy.pk)),
        )

    def write_confirmed(
        self, request: HttpRequest, row: Any, write: Any, done: str, addresses: tuple[str, str]
    ) -> HttpResponse:
        """Write after the confirmation that the policy needs. ``addresses``: of a refusal, of a success."""
        raise NotImplementedError

    def discard_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """Delete the draft of a policy."""
        policy = self._changeable(request, policy_id)
        drafts().discard_draft(policy, author_of(request))
        # Translators: administration, after a draft was discarded
        messages.success(request, gettext("Draft of “%(name)s” discarded.") % {"name": policy})
        return HttpResponseRedirect(address_of("change", policy.pk))


def _about(policy: ProfileEnrollmentPolicy, draft: ProfileEnrollmentPolicy) -> dict[str, Any]:
    module, fields = drafts(), list(draft.form_fields.select_related("attribute"))
    impact = later_impact(described(draft, fields), timezone.now())
    return {
        "draft": draft,
        "changes": module.draft_changes(draft),
        "seen": module.seen_now(policy, draft),
        "summary": effect_text(draft, [group.name for group in draft.groups.all()], fields),
        "impact": [say(next(iter(impact_sentences(impact))))] if impact.people else [],
        "warnings": warning_texts(draft, fields),
        "edit_address": address_of("change", draft.pk),
        "publish": address_of("publish", policy.pk),
        "discard": address_of("discard", policy.pk),
    }
