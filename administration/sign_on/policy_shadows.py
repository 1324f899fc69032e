"""The trial of a draft in the shadow, on the page of the draft: start, stop, and what it has found."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.domain.references import reference_of
from accounts.domain.violations import ValidationFailed
from accounts.models import User
from administration.base import actor_of, show_failure
from administration.policy_drafts import PolicyDraftsAdmin
from administration.sign_on.rule_texts import sentence_text
from policies.domain.shadow import ShadowEnd, from_stored
from policies.models import Policy, ShadowAttempt
from policies.selectors import current_policies
from policies.selectors.shadows import ShadowReport, shadow_report
from policies.services.shadows import start_shadow, stop_shadow

START, STOP = "start", "stop"
_ACTIONS: Final = {START: start_shadow, STOP: stop_shadow}


@dataclass(frozen=True, slots=True)
class ShownAttempt:
    """An attempt that differs, as the page shows it. The links are empty without the permission."""

    row: ShadowAttempt
    user: str
    user_url: str
    reference: str
    events_url: str
    differences: tuple[str, ...]


class PolicyShadowsAdmin(PolicyDraftsAdmin):
    """Adds the shadow to the page of a draft. The permissions are those of the policy."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.shadow_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_shadow"
        return [path("<int:policy_id>/draft/shadow/<slug:action>/", view, name=name), *super().get_urls()]

    def shadow_view(self, request: HttpRequest, policy_id: int, action: str) -> HttpResponse:
        """Start or stop the trial of the policy's draft."""
        policy = self.changeable(request, policy_id)
        if action not in _ACTIONS:
            raise Http404
        try:
            _ACTIONS[action](policy, actor_of(request), timezone.now())
        except ValidationFailed as failure:
            show_failure(request, failure)
        else:
            messages.success(request, _done(action))
        return HttpResponseRedirect(f"{self.address_of('draft', policy.pk)}#shadow")

    def about_draft(self, request: HttpRequest, policy: Any, draft: Any) -> dict[str, Any]:
        report = shadow_report(draft, timezone.now())
        return {
            **super().about_draft(request, policy, draft),
            "shadow": {
                "start": self._shadow_address(policy, START),
                "stop": self._shadow_address(policy, STOP),
                **(_found(request, report) if report is not None else {}),
            },
        }

    def _shadow_address(self, policy: Policy, action: str) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_shadow"
        return reverse(name, args=[policy.pk, action])


def _done(action: str) -> str:
    if action == START:
        # Translators: administration, after the trial of a draft was started
        return gettext("The trial has started.")
    # Translators: administration, after the trial of a draft was stopped
    return gettext("The trial has stopped.")


def _found(request: HttpRequest, report: ShadowReport) -> dict[str, Any]:
    ended = ShadowEnd(report.shadow.end).label if report.shadow.end else ""
    return {
        "report": report,
        "ended": gettext(ended) if ended else "",
        "adds_devices": report.is_running and _adds_devices(),
        "counts": [(sentence_text(item.difference.describe()), item) for item in report.counts],
        "newest": _shown(request, report.newest),
    }


def _adds_devices() -> bool:
    """Return whether the draft alone looks at devices: then none is remembered, and each counts as new."""
    snapshot = current_policies()
    return snapshot.shadowed.uses_devices and not snapshot.uses_devices


def _shown(request: HttpRequest, rows: tuple[ShadowAttempt, ...]) -> list[ShownAttempt]:
    """Return the attempts with links to what the administrator may see. People by address only then."""
    actor = actor_of(request)
    names = actor.has_perm("accounts.view_user")
    logs = actor.has_perm("accounts.view_event")
    ids = {row.user for row in rows if row.user} if names else set()
    users = {user.public_id: user for user in User.objects.filter(public_id__in=ids)} if ids else {}
    return [_shown_attempt(row, users.get(row.user), logs=logs) for row in rows]


def _shown_attempt(row: ShadowAttempt, user: User | None, *, logs: bool) -> ShownAttempt:
    reference = reference_of(row.transaction)
    events = f"{reverse('admin:accounts_event_changelist')}?{urlencode({'q': reference})}"
    return ShownAttempt(
        row=row,
        user=user.email or user.public_id if user is not None else row.user,
        user_url=reverse("admin:accounts_user_change", args=[user.pk]) if user is not None else "",
        reference=reference,
        events_url=events if logs else "",
        differences=tuple(sentence_text(found.describe()) for found in from_stored(row.differences)),
    )
