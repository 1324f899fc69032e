"""The form of a policy and its table of fields."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import Field, Q, QuerySet
from django.forms.formsets import INITIAL_FORM_COUNT
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.attributes import Permission
from accounts.domain.field_conditions import Comparison
from accounts.domain.violations import WHOLE_FORM
from accounts.models import ProfileAttribute
from administration.sign_up.line_fields import LinesField, OptionsField
from administration.texts import say, show_violations
from enrollment.domain.checks import field_at
from enrollment.domain.form import EMAIL_KEY
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.services import check

LAST = 32_767
"""The highest number that the column holds: a row without one comes after every other."""

FIRST_FIELDS = ("firstName", "lastName")
MAX_DIGITS = 5
"""More than the number of any row on a page has."""
UNMEANT = frozenset({"position", "at_sign_up", "at_sign_in", "shown_if_comparison"})


class PolicyForm(forms.ModelForm[ProfileEnrollmentPolicy]):
    """The policy beside its form: refusals about the whole form are shown there."""

    class Meta:
        model = ProfileEnrollmentPolicy
        exclude: ClassVar[tuple[str, ...]] = ("is_default",)
        # The browser's own calendar: it needs no script.
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "skip_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        }

    def _get_validation_exclusions(self) -> set[str]:
        """Saving moves the dashboard here from the policy that has it; that is no conflict."""
        return {*super()._get_validation_exclusions(), "dashboard"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            violations = check(self.instance, ())
            show_violations(self, [violation for violation in violations if violation.field != WHOLE_FORM])


FIXED = frozenset(
    {
        "attribute",
        "required",
        "position",
        "at_sign_up",
        "at_sign_in",
        "shown_if",
        "shown_if_comparison",
        "shown_if_values",
        "new_page",
        "page_title",
        "DELETE",
    }
)
"""Parts of the first row, which always asks for the address."""


def _askable() -> QuerySet[ProfileAttribute]:
    """Return what a form may ask for: what users may write themselves."""
    return ProfileAttribute.objects.filter(Q(permission=Permission.READ_WRITE.value) | Q(key=EMAIL_KEY))


class FieldForm(forms.ModelForm[EnrollmentFormField]):
    """One field of the sign-up form."""

    options = OptionsField(
        label=_("Options to offer"),
        required=False,
        help_text=_("For choice attributes: one per line, such as “shop: Shop floor”. Empty offers all."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shown_if = forms.ChoiceField(
        label=_("Show only if"), required=False, help_text=_("A field above this one.")
    )
    shown_if_values = LinesField(
        label=_("Values"),
        required=False,
        help_text=_("For “is one of”: one stored value per line, such as IE."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_position(self) -> int:
        """A row without a number goes to the end; saving numbers all rows anew."""
        position: int | None = self.cleaned_data["position"]
        return LAST if position is None else position

    def clean_shown_if_comparison(self) -> str:
        comparison: str = self.cleaned_data["shown_if_comparison"]
        return comparison or Comparison.ONE_OF.value

    def has_changed(self) -> bool:
        """Return whether a row counts: one with an attribute counts even when unchanged.

        A number or a tick alone fills no empty row: the buttons number them all.
        """
        return "attribute" in self.initial or not UNMEANT.issuperset(self.changed_data)


def with_removed_rows_as_new(data: QueryDict, prefix: str, ids: Iterable[int]) -> QueryDict:
    """Return a posted formset whose rows name existing ``ids`` only.

    A row that another administrator has removed since the page was shown becomes a new one at the end, so
    that the page can be shown again and saved.
    """
    present, rows = {str(pk) for pk in ids}, defaultdict[int, dict[str, list[str]]](dict)
    changed = data.copy()
    for key in data:
        index, _, name = key.removeprefix(f"{prefix}-").partition("-")
        if key.startswith(f"{prefix}-") and index.isdecimal() and len(index) <= MAX_DIGITS:
            rows[int(index)][name] = changed.pop(key)
    ordered = [rows[index] for index in sorted(rows)]
    kept = [row for row in ordered if present.intersection(row.get("id", ()))]
    if str(len(kept)) == data.get(f"{prefix}-{INITIAL_FORM_COUNT}"):
        return data
    new = [{**row, "id": [""]} for row in ordered if row not in kept]
    for place, row in enumerate((*kept, *new)):
        for name, values in row.items():
            changed.setlist(f"{prefix}-{place}-{name}", values)
    changed[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(len(kept))
    return changed


class FieldFormSet(
    forms.BaseInlineFormSet[
        EnrollmentFormField, ProfileEnrollmentPolicy, forms.ModelForm[EnrollmentFormField]
    ]
):
    """The sign-up form. The email address is always its first field."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        policy = kwargs.get("instance")
        if data is not None and policy is not None and policy.pk:
            ids = policy.form_fields.values_list("pk", flat=True)
            data = with_removed_rows_as_new(data, kwargs["prefix"], ids)
        super().__init__(data, **kwargs)

    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        if "shown_if" in form.fields:
            cast("forms.ChoiceField", form.fields["shown_if"]).choices = self._parents
        if form.instance.pk and form.instance.attribute.key == EMAIL_KEY:
            # Viewers can delete no row, so theirs has no box for it.
            for name in FIXED.intersection(form.fields):
                form.fields[name].disabled = True

    @cached_property
    def _parents(self) -> list[tuple[str, str]]:
        """Return the attributes on which a field may depend, by key."""
        others = _askable().exclude(key=EMAIL_KEY)
        return [("", gettext("Always shown")), *others.values_list("key", "title")]

    def rows(self) -> list[EnrollmentFormField]:
        """Return the fields as they were filled in, without the rows that were removed or left empty."""
        return [form.instance for form in self._filled()]

    def _filled(self) -> Iterable[forms.ModelForm[EnrollmentFormField]]:
        kept = (form for form in self.forms if form not in self.deleted_forms and form.has_changed())
        originals = (form for form in self.initial_forms if form not in self.deleted_forms)
        return {id(form): form for form in (*originals, *kept)}.values()

    def clean(self) -> None:
        """Check the form as a whole; what is wrong with one field is an error of its card."""
        super().clean()
        if any(self.errors):
            return
        cards = {form.instance.attribute.key: form for form in self._filled()}
        whole = []
        for violation in check(self.instance, self.rows()):
            key, column = field_at(violation.field) or ("", "")
            if key in cards:
                show_violations(cards[key], [replace(violation, field=column)])
            elif key or violation.field == WHOLE_FORM:
                whole.append(say(violation))
        if whole:
            raise forms.ValidationError(whole)


class FieldInline(admin.StackedInline[EnrollmentFormField, ProfileEnrollmentPolicy]):
    """The sign-up form: numbers to type, and buttons to move a field where scripts run."""

    template = "admin/enrollment/profileenrollmentpolicy/fields.html"
    model = EnrollmentFormField
    form = FieldForm
    formset = FieldFormSet
    fields = (
        "position",
        "attribute",
        "label",
        "required",
        "at_sign_up",
        "at_sign_in",
        "help",
        "placeholder",
        "required_message",
        "invalid_message",
        "options",
        "shown_if",
        "shown_if_comparison",
        "shown_if_values",
        "new_page",
        "page_title",
    )
    verbose_name_plural = _("form fields (the email address always comes first)")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let viewers of the policy see its form: a field has no permission of its own."""
        return self._page.has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those who may write the policy write its form: without it, a save would empty it."""
        saved = obj is not None and obj.pk is not None
        return (
            self._page.has_change_permission(request, obj)
            if saved
            else self._page.has_add_permission(request)
        )

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    @property
    def _page(self) -> admin.ModelAdmin[ProfileEnrollmentPolicy]:
        return self.admin_site.get_model_admin(ProfileEnrollmentPolicy)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is not None else len(FIRST_FIELDS) + 1

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only what users may write themselves can be asked for."""
        return super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": _askable()})

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "attribute":
            widget = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        if db_field.name == "position":
            field.initial, field.required = None, False
        if db_field.name == "shown_if_comparison":
            field.required = False
        return field
