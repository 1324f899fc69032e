"""The profile schema: which attributes a profile has and what their values must be like."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.attributes import AttributeType
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.models import ProfileAttribute
from accounts.profile.schema_changes import check_attribute, delete_attribute, save_attribute
from administration.base import DeletedRows, VersionedAdmin, actor_of, deleted_rows
from administration.sign_up.line_fields import AREA, OptionsField
from administration.texts import show_violations
from enrollment.selectors import policies_asking


class DefaultField(forms.CharField):
    """The value that a form begins with; several answers are one a line."""

    widget = forms.Textarea(attrs=AREA | {"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return str(value).lower()
        return "\n".join(value) if isinstance(value, list) else value


class AttributeForm(forms.ModelForm[ProfileAttribute]):
    """One attribute, checked as a whole by the service."""

    asked_by: ClassVar[Sequence[str]] = ()

    options = OptionsField(
        label=_("Options"),
        required=False,
        help_text=_("For choice attributes: one per line, such as “shop-floor: Shop floor”."),
    )
    default = DefaultField(label=_("Default value"), required=False)

    class Meta:
        model = ProfileAttribute
        exclude: ClassVar[tuple[str, ...]] = ("base",)

    def clean_default(self) -> Any:
        text: str = self.cleaned_data["default"].strip()
        kind = self.cleaned_data.get("type", self.instance.type)
        if kind == AttributeType.MULTIPLE_CHOICE and text:
            return text.splitlines()
        return text or None

    def _post_clean(self) -> None:
        """The row has its new values only after Django's own cleaning."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            show_violations(self, check_attribute(self.instance, self.asked_by))


@admin.register(ProfileAttribute)
class ProfileAttributeAdmin(VersionedAdmin):
    """Attributes of the profile schema. What a sign-up form asks for can't be deleted."""

    list_display = ("title", "key", "type", "required", "unique", "permission", "base", "position")
    list_filter = ("base", "type", "permission")
    search_fields = ("key", "title")
    fieldsets = (
        (None, {"fields": ("title", "key", "type", "help", "required", "unique", "permission", "sensitive")}),
        (_("Options and default"), {"fields": ("options", "default")}),
        (
            _("Limits"),
            {
                "fields": (
                    ("min_length", "max_length"),
                    ("minimum", "maximum"),
                    ("min_items", "max_items"),
                    ("earliest", "latest"),
                    "pattern",
                    "pattern_message",
                )
            },
        ),
        (_("On forms"), {"fields": ("autocomplete", "position")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("key", "type", "unique", "permission") if obj.key in ADDRESS_KEYS else ("key", "type")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        names = policies_asking(obj.pk) if obj is not None else ()
        form = type("Form", (AttributeForm,), {"asked_by": names})
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.base)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_attribute(obj, asked_by=form.asked_by, actor=actor_of(request), now=timezone.now())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> DeletedRows:
        # Translators: question before a profile attribute is deleted, what goes with it
        return deleted_rows(objs, gettext("Its value in every profile"))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        policies = policies_asking(obj.pk)
        delete_attribute(obj, asked_by=policies, actor=actor_of(request), now=timezone.now())
