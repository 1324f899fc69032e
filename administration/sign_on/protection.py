"""The account protection: one row of switches."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from administration.base import SingleRowAdmin, actor_of, show_failure
from administration.texts import show_violations
from enrollment.selectors import unverified_policies
from policies.models import AccountProtection
from policies.services.protection import check, reset_protection, save_protection


class ProtectionForm(forms.ModelForm[AccountProtection]):
    """The switches, checked as a whole by the service."""

    unverified: ClassVar[Sequence[str]] = ()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            show_violations(self, check(self.instance, self.unverified))


@admin.register(AccountProtection)
class AccountProtectionAdmin(SingleRowAdmin):
    """Switches that guard every flow; some forms cannot be guarded so. The row can be reset."""

    form = ProtectionForm
    change_form_template = "admin/policies/protection.html"
    fields = (
        "hide_at_sign_in",
        "hide_at_recovery",
        "hide_at_sign_up",
        "challenge_minutes",
        "new_device_mail",
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = type("Form", (ProtectionForm,), {"unverified": unverified_policies()})
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_protection(obj, form.unverified, actor=actor_of(request), now=timezone.now())

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(require_POST(self.reset_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_reset"
        return [path("reset/", reset, name=name), *super().get_urls()]

    def reset_view(self, request: HttpRequest) -> HttpResponse:
        """Give the policy back its first values."""
        row = AccountProtection.objects.get()
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        try:
            reset_protection(row, actor=actor_of(request), now=timezone.now())
            messages.success(request, _("The default values are restored."))
        except ValidationFailed as failure:
            show_failure(request, failure)
        return HttpResponseRedirect(self.page_of(row))
