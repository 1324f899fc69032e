"""Network zones."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.domain.violations import Violation
from administration.base import actor_of
from administration.confirmed_changes import ImpactForm, PolicyImpactAdmin, require_confirmation
from applications.selectors import guards_administration
from policies.domain.zones import lines_of
from policies.models import NetworkZone, Rule
from policies.services.policy_changes import Author
from policies.services.zones import check_zone, delete_zone, rules_referencing, save_zone


class ZoneForm(ImpactForm):
    """A name and its networks."""

    class Meta:
        widgets: ClassVar[dict[str, Any]] = {
            "networks": forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "spellcheck": "false"})
        }

    def violations(self) -> tuple[Violation, ...]:
        return check_zone(self.instance)

    def write(self) -> NetworkZone:
        return save_zone(copy(self.instance), self.author)


@admin.register(NetworkZone)
class ZoneAdmin(PolicyImpactAdmin):
    """Network zones, by the names that rules use."""

    list_display = ("name", "counted", "limit_multiplier")
    fields = ("name", "networks", "limit_multiplier", "used_by")
    readonly_fields = ("used_by",)
    actions = None
    search_fields = ("name",)

    @admin.display(description=gettext_lazy("networks"))
    def counted(self, row: NetworkZone) -> int:
        return len(lines_of(row.networks))

    @admin.display(description=gettext_lazy("used by rules"))
    def used_by(self, row: NetworkZone) -> str:
        return ", ".join(rules_referencing(row)) if row.pk else ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave a zone that the administration's policy names to owners: it decides who gets in."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or actor_of(request).is_superuser or not _guards_administration(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = type("Form", (ZoneForm,), self.form_attributes(request, obj))
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        require_confirmation(form.effect)
        obj.pk = form.write().pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        """Write nothing more."""

    def delete_row(self, row: NetworkZone, author: Author) -> None:
        delete_zone(row, author)


def _guards_administration(row: NetworkZone) -> bool:
    """Return whether a rule of the administration's policy names the zone."""
    naming = Rule.objects.filter(Q(zones_included=row) | Q(zones_excluded=row)).select_related("policy")
    return any(guards_administration(rule.policy) for rule in naming)
