"""Profile enrollment policies, and two pages of lower apps that need to know which form asks for what."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.admin.base import WritingAdmin, actor_of
from accounts.admin.profile_schema import ProfileAttributeAdmin
from accounts.admin.words import say, show_violations
from accounts.domain.attributes import Permission
from accounts.domain.violations import WHOLE_FORM
from accounts.models import ProfileAttribute
from enrollment.domain.effect import effect
from enrollment.domain.form import EMAIL_KEY
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.selectors import policies_asking, policy_of, serves_sign_up, unverified_policies
from enrollment.services import GAP, check, delete_policy, save_policy
from policies.admin import ProtectionAdmin
from policies.models import AccountProtection

LAST = 32_767
"""The highest number that the column holds: a row without one comes after every other."""

FIRST_FIELDS = ("firstName", "lastName")


class PolicyForm(forms.ModelForm):
    """The policy beside its form: refusals about the whole form are shown there."""

    class Meta:
        model = ProfileEnrollmentPolicy
        exclude: ClassVar[tuple[str, ...]] = ("is_default",)

    def _get_validation_exclusions(self) -> set[str]:
        """Saving moves the dashboard here from the policy that has it; that is no conflict."""
        return {*super()._get_validation_exclusions(), "dashboard"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            violations = check(self.instance, ())
            show_violations(self, [one for one in violations if one.field != WHOLE_FORM])


class FieldForm(forms.ModelForm):
    """One field of the sign-up form."""

    def clean_position(self) -> int:
        """A row without a number goes to the end; saving numbers all rows anew."""
        position: int | None = self.cleaned_data["position"]
        return LAST if position is None else position

    def has_changed(self) -> bool:
        """A row that begins with an attribute is meant, even if nobody touches it.

        A number alone fills no empty row: the buttons number them all.
        """
        return "attribute" in self.initial or not {"position"}.issuperset(self.changed_data)


class FieldFormSet(forms.BaseInlineFormSet):
    """The sign-up form. The e-mail is its first field whatever is posted."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk and form.instance.attribute.key == EMAIL_KEY:
            for name in ("attribute", "required", "position", "DELETE"):
                form.fields[name].disabled = True
        # A table has no labels, only column heads.
        for field in form.fields.values():
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = field.label

    def rows(self) -> list[EnrollmentFormField]:
        """Return the fields as they were filled in, without the rows that were removed or left empty."""
        kept = (form for form in self.forms if form not in self.deleted_forms and form.has_changed())
        originals = (form for form in self.initial_forms if form not in self.deleted_forms)
        chosen = {id(form): form for form in (*originals, *kept)}
        return [form.instance for form in chosen.values()]

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        whole = [one for one in check(self.instance, self.rows()) if one.field == WHOLE_FORM]
        if whole:
            raise forms.ValidationError([say(violation) for violation in whole])


class FieldInline(admin.TabularInline):
    """The sign-up form: numbers to type, and buttons to move a row where scripts run."""

    model = EnrollmentFormField
    form = FieldForm
    formset = FieldFormSet
    fields = ("position", "attribute", "label", "required", "help", "placeholder")
    verbose_name_plural = _("sign-up form (the email address is always its first field)")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is not None else len(FIRST_FIELDS) + 1

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what people may write themselves can be asked for."""
        asked = Q(permission=Permission.READ_WRITE.value) | Q(key=EMAIL_KEY)
        return super().formfield_for_foreignkey(
            db_field, request, **{**kwargs, "queryset": ProfileAttribute.objects.filter(asked)}
        )

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "attribute":
            widget = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        if db_field.name == "position":
            field.initial, field.required = None, False
        return field


@admin.register(ProfileEnrollmentPolicy)
class ProfileEnrollmentPolicyAdmin(WritingAdmin):
    """Who may sign up, by which form, and what a new person joins."""

    form = PolicyForm
    inlines = (FieldInline,)
    list_display = ("name", "is_default", "serves", "sign_up_allowed", "email_verification", "password_page")
    filter_horizontal = ("groups",)
    readonly_fields = ("effect",)
    fieldsets = (
        (None, {"fields": ("name", "effect")}),
        (_("Who"), {"fields": ("sign_up_allowed", "dashboard", "allowed_domains", "denied_domains")}),
        (_("How"), {"fields": ("email_verification", "password_page", "form_title", "submit_label")}),
        (_("Groups"), {"fields": ("groups",)}),
    )

    class Media:
        js = ("enrollment/form_order.js", "enrollment/effect.js")
        css: ClassVar[dict[str, Sequence[str]]] = {"all": ("enrollment/form.css",)}

    @admin.display(description=_("sign-up page"), boolean=True)
    def serves(self, row: ProfileEnrollmentPolicy) -> bool:
        return serves_sign_up(policy_of(row, (), ()))

    @admin.display(description=_("what it does"))
    def effect(self, row: ProfileEnrollmentPolicy) -> SafeString:
        groups = [group.name for group in row.groups.all()] if row.pk else []
        url = reverse("admin:enrollment_profileenrollmentpolicy_effect")
        template = '<p id="policy-effect" role="status" data-url="{}" data-id="{}">{}</p>'
        return format_html(template, url, row.pk or "", effect_text(row, groups))

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """A new form begins with the name."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None:
            ids = ProfileAttribute.objects.in_bulk(FIRST_FIELDS, field_name="key")
            kwargs["initial"] = [
                {"attribute": ids[key].pk, "required": True, "position": (place + 2) * GAP}
                for place, key in enumerate(FIRST_FIELDS)
            ]
        return kwargs

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write nothing yet: the policy, its form and its groups are written in one piece."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        fields = [row for formset in formsets for row in formset.rows()]
        groups = form.cleaned_data["groups"]
        save_policy(form.instance, fields, groups, actor=actor_of(request), now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_default)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_policy(obj, actor=actor_of(request), now=timezone.now())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.effect_view))
        name = "enrollment_profileenrollmentpolicy_effect"
        return [path("effect/", view, name=name), *super().get_urls()]

    def effect_view(self, request: HttpRequest) -> HttpResponse:
        """Say what the policy would do if it were saved as it stands in the form."""
        row = self.get_object(request, request.GET.get("id", "")) if request.GET.get("id") else None
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = self.get_form(request, row, change=row is not None)(request.POST, instance=row)
        form.is_valid()
        groups: QuerySet[Any] | list[Any] = form.cleaned_data.get("groups", [])
        return JsonResponse({"text": effect_text(form.instance, [group.name for group in groups])})


def effect_text(row: ProfileEnrollmentPolicy, groups: Sequence[str]) -> str:
    """Return what the policy does, in sentences."""
    policy = policy_of(row, (), ())
    return " ".join(say(message) for message in effect(policy, groups, serves=serves_sign_up(policy)))


@admin.register(ProfileAttribute)
class AskedAttributeAdmin(ProfileAttributeAdmin):
    """Attributes, with the forms that ask for them."""

    def asked_by(self, row: ProfileAttribute) -> Sequence[str]:
        return policies_asking(row.pk)


@admin.register(AccountProtection)
class AccountProtectionAdmin(ProtectionAdmin):
    """Switches that guard every flow; some forms cannot be guarded so."""

    fields = (
        "hide_at_sign_in",
        "hide_at_recovery",
        "hide_at_sign_up",
        "challenge_minutes",
        "new_device_mail",
    )

    def unverified(self) -> Sequence[str]:
        return unverified_policies()
