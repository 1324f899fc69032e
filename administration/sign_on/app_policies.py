"""The lists of policies, the pages of their rules, and network zones."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.domain.violations import ValidationFailed
from administration.app_impact import AppImpactAdmin
from administration.base import actor_of, show_failure
from administration.sign_on.policies import PolicyAdmin
from administration.sign_on.simulation import RuleSimulationAdmin
from administration.sign_on.zones import ZoneAdmin
from administration.sign_up.enrollment_policies import ProfileEnrollmentPolicyAdmin
from applications.selectors import guards_administration, labels_enrolling_with, labels_using
from applications.services.policies import (
    check_unused,
    delete_enrollment_policy,
    delete_policy,
    set_policy_active,
)
from enrollment.models import ProfileEnrollmentPolicy
from policies.models import POLICY_MODELS, NetworkZone, Policy, Rule
from policies.services.policy_changes import Author


@admin.register(*POLICY_MODELS.values())
class AppPolicyAdmin(AppImpactAdmin, PolicyAdmin):
    """Policies, with the apps that use them."""

    def used_by(self, row: Policy) -> str:
        return ", ".join(labels_using(row.pk)) or "–"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """How sure the administration wants to be is for owners to say: else a role could let others in."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or actor_of(request).is_superuser or not guards_administration(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)

    def delete_row(self, row: Policy, author: Author) -> None:
        delete_policy(row, author)

    def switch_row(self, row: Policy, author: Author, *, active: bool) -> None:
        set_policy_active(row, author, active=active)


@admin.register(ProfileEnrollmentPolicy)
class AppEnrollmentPolicyAdmin(ProfileEnrollmentPolicyAdmin):
    """Profile enrollment policies, with the apps whose users they are for."""

    def used_by(self, row: ProfileEnrollmentPolicy) -> tuple[str, ...]:
        chosen = labels_enrolling_with(row.pk) if row.pk else ()
        return chosen + (labels_enrolling_with(None) if row.is_default else ())

    def strict_apps(self, row: ProfileEnrollmentPolicy) -> tuple[str, ...]:
        chosen = labels_enrolling_with(row.pk, strict=True) if row.pk else ()
        return chosen + (labels_enrolling_with(None, strict=True) if row.is_default else ())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Name the apps that use it before asking anything: a page of Django's would name rows."""
        row = self.get_object(request, object_id)
        violations = check_unused(row) if isinstance(row, ProfileEnrollmentPolicy) else ()
        if violations and self.has_delete_permission(request, row):
            show_failure(request, ValidationFailed(violations))
            page = reverse("admin:enrollment_profileenrollmentpolicy_change", args=[object_id])
            return HttpResponseRedirect(page)
        answer: HttpResponse = super().delete_view(request, object_id, extra_context)
        return answer

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_enrollment_policy(obj, actor=actor_of(request), now=timezone.now())


@admin.register(Rule)
class AppRuleAdmin(RuleSimulationAdmin):
    """Rules, which can be simulated before they are saved."""


@admin.register(NetworkZone)
class AppZoneAdmin(AppImpactAdmin, ZoneAdmin):
    """Network zones."""
