"""Apps: what they are called and how sure they want to be of whoever comes in."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.base import actor_of
from accounts.domain.violations import Violation
from applications.admin.knowing import KnowingApps
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.services.apps import check_application, save_application
from policies.admin.writing import TriedForm, insist_seen
from policies.models import AuthenticationPolicy


class AppForm(TriedForm):
    """Label and authentication policy."""

    def wrong(self) -> tuple[Violation, ...]:
        return check_application(self.instance)

    def write(self) -> Application:
        return save_application(copy(self.instance), self.author)


@admin.register(Application)
class ApplicationAdmin(KnowingApps):
    """The dashboard and the administration, which are always there."""

    list_display = ("label", "key", "authentication_policy")
    list_select_related = ("authentication_policy",)
    fields = ("key", "label", "authentication_policy")
    readonly_fields = ("key",)
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """How sure the administration wants to be is for owners to say."""
        allowed = super().has_change_permission(request, obj)
        of_owners = obj is not None and obj.key == ADMINISTRATION
        return allowed and (not of_owners or actor_of(request).is_superuser)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer authentication policies only; who gets in is decided on the policy's own page."""
        policies: QuerySet[Any] = AuthenticationPolicy.objects.all()
        return super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": policies})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = type("Form", (AppForm,), self.bound(request, obj))
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        insist_seen(form.effect)
        form.write()

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        """Write nothing more."""
