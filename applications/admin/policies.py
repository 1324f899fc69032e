"""The lists of policies, the pages of their rules, and network zones."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.base import actor_of
from applications.admin.knowing import KnowingApps
from applications.admin.simulation import SimulatedRules
from applications.selectors import guards_administration, labels_using
from applications.services.policies import delete_policy, set_policy_active
from policies.admin.kinds import PolicyAdmin
from policies.admin.zones import ZoneAdmin
from policies.models import POLICY_MODELS, NetworkZone, Policy, Rule
from policies.services.writing import Author


@admin.register(*POLICY_MODELS.values())
class KnownPolicyAdmin(KnowingApps, PolicyAdmin):
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


@admin.register(Rule)
class KnownRuleAdmin(SimulatedRules):
    """Rules, which can be simulated before they are saved."""


@admin.register(NetworkZone)
class KnownZoneAdmin(KnowingApps, ZoneAdmin):
    """Network zones."""
