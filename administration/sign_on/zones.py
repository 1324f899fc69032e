"""Network zones."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.domain.violations import Violation
from administration.confirmed_changes import ImpactForm, PolicyImpactAdmin, require_confirmation
from policies.domain.zones import lines_of
from policies.models import NetworkZone
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
