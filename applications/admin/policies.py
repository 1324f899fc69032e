"""The lists of policies, the pages of their rules, and network zones."""

from django.contrib import admin

from applications.admin.knowing import KnowingApps
from applications.admin.simulation import SimulatedRules
from applications.selectors import labels_using
from applications.services import delete_policy, set_policy_active
from policies.admin.kinds import PolicyAdmin
from policies.admin.zones import ZoneAdmin
from policies.models import POLICY_MODELS, NetworkZone, Policy, Rule
from policies.services.writing import Author


@admin.register(*POLICY_MODELS.values())
class KnownPolicyAdmin(KnowingApps, PolicyAdmin):
    """Policies, with the apps that use them."""

    def used_by(self, row: Policy) -> str:
        return ", ".join(labels_using(row.pk)) or "–"

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
