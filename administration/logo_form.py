"""The form of a logo, for the page of an app and of an identity provider."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.logos import RASTER_TYPES, SVG
from accounts.domain.messages import Message
from administration.texts import say

PAGE: Final = "admin/applications/application/logo.html"
REMOVE: Final = "remove"


class LogoForm(forms.Form):
    """One file."""

    logo = forms.FileField(
        label=_("File"),
        error_messages={name: say(Message("ssr.app.logo.none")) for name in ("required", "empty", "missing")},
        widget=forms.FileInput(attrs={"accept": ",".join((SVG, *RASTER_TYPES))}),
    )
