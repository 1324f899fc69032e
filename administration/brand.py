"""The brand: one row, reached without a list."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.brand import check_brand, current_brand, save_brand
from accounts.domain.colors import contrast, dark_theme, is_color, light_theme, stylesheet
from accounts.domain.logos import RASTER_TYPES, SVG, read_logo
from accounts.domain.text import trim
from accounts.domain.violations import ValidationFailed
from accounts.models import Brand
from administration.base import SingleRowAdmin, actor_of
from administration.texts import say, show_violations

_BOX = forms.TextInput(attrs={"type": "color"})


class BrandForm(forms.ModelForm[Brand]):
    """Names, links, colors and the logo."""

    class Meta:
        model = Brand
        fields: ClassVar[tuple[str, ...]] = ()  # the page's fieldsets name them
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "color": _BOX,
            "accent": _BOX,
            "logo": forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "spellcheck": "false"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "logo": _("The logo as SVG text, shown 30 pixels high. Leave empty for the built-in leaf."),
            "color": _(
                "Used for buttons, links and the focus ring. Shades are adjusted until they’re readable."
            ),
            "accent": _("Used for the second background glow."),
        }

    support_email = forms.CharField(
        label=_("Support email"), required=False, widget=forms.EmailInput(attrs={"class": "vTextField"})
    )

    logo_file = forms.FileField(
        label=_("Logo file"),
        required=False,
        help_text=_("SVG, PNG, JPEG, WebP or GIF. Replaces the logo. From an SVG, only shapes are kept."),
        widget=forms.FileInput(attrs={"accept": ",".join((SVG, *RASTER_TYPES))}),
    )

    def clean_logo_file(self) -> str:
        """Return the text of the chosen image."""
        chosen = self.cleaned_data["logo_file"]
        try:
            return read_logo(chosen.read()).text if chosen else ""
        except ValidationFailed as failure:
            raise forms.ValidationError([say(violation) for violation in failure.violations]) from failure

    def clean_support_email(self) -> str:
        # The model's own field refuses the invisible characters that a copied address brings along.
        return trim(self.cleaned_data["support_email"])

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.logo = self.cleaned_data.get("logo_file") or self.instance.logo
        if not self.errors:
            show_violations(self, check_brand(self.instance))


@admin.register(Brand)
class BrandAdmin(SingleRowAdmin):
    """The brand and the contrast of its shades."""

    form = BrandForm
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("shades", "shown_logo")
    fieldsets = (
        (None, {"fields": ("name", "color", "accent", "shades", "shown_logo", "logo_file", "logo")}),
        (_("Links and help"), {"fields": ("support_email", "help_url", "privacy_url", "terms_url")}),
        (_("Emails"), {"fields": ("postal_address",)}),
    )

    @admin.display(description=_("generated shades"))
    def shades(self, brand: Brand) -> SafeString | str:
        """Show the shades derived from the colors, with their WCAG contrast ratios (at least 4.5)."""
        if not (is_color(brand.color) and is_color(brand.accent)):
            return "—"
        if not stylesheet(brand.color, brand.accent):
            return str(_("The built-in shades"))
        rows = []
        for theme, values in (
            (_("light"), light_theme(brand.color, brand.accent)),
            (_("dark"), dark_theme(brand.color, brand.accent)),
        ):
            on_button = contrast(values["on-brand"], values["brand"])
            link = contrast(values["brand-text"], values["brand-soft"])
            rows.append((theme, values["brand"], f"{on_button:.1f}", values["brand-text"], f"{link:.1f}"))
        line = "{}: button {} (text on it {} : 1), links {} (on a tinted ground {} : 1)"
        return format_html_join(SafeString("<br>"), line, rows)

    @admin.display(description=_("current logo"))
    def shown_logo(self, brand: Brand) -> SafeString | str:
        url = current_brand().logo_url
        return format_html('<img src="{}" alt="" height="30">', url) if url else str(_("The built-in leaf"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_brand(obj, actor=actor_of(request), now=timezone.now())
