"""The settings of each authenticator in an enrollment rule, one line of a form for each."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.choice import choices_of
from policies.domain.outcomes import AuthenticatorSetting, Need, Settings

SETTABLE: Final = tuple(
    authenticator for authenticator in Authenticator if TRAITS[authenticator].self_service
)
PARTS: Final = ("need", "grace_until", "grace_skips")


def field_name(authenticator: str, part: str = "need") -> str:
    """Return the name of a field of an authenticator's line."""
    return f"setting_{authenticator}_{part}"


def setting_lines() -> list[tuple[str, ...]]:
    """Return the names of the fields, line by line."""
    return [tuple(field_name(authenticator, part) for part in PARTS) for authenticator in SETTABLE]


def setting_fields(settings: Settings) -> dict[str, forms.Field]:
    """Return the fields with their present values."""
    made: dict[str, forms.Field] = {}
    for authenticator in SETTABLE:
        setting = settings.get(authenticator, AuthenticatorSetting())
        fields = (
            _need(authenticator, setting),
            _until(authenticator, setting),
            _skips(authenticator, setting),
        )
        made |= {field_name(authenticator, part): field for part, field in zip(PARTS, fields, strict=True)}
    return made


def _need(authenticator: Authenticator, setting: AuthenticatorSetting) -> forms.Field:
    return forms.ChoiceField(label=_(authenticator.label), choices=choices_of(Need), initial=setting.need)


def _until(authenticator: Authenticator, setting: AuthenticatorSetting) -> forms.Field:
    attributes = {
        "type": "datetime-local",
        "aria-label": _("%(name)s: can be postponed until (UTC)") % {"name": _(authenticator.label)},
    }
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attributes)
    return forms.DateTimeField(
        label=_("Can be postponed until (UTC)"), required=False, initial=setting.grace_until, widget=widget
    )


def _skips(authenticator: Authenticator, setting: AuthenticatorSetting) -> forms.Field:
    widget = forms.NumberInput(
        attrs={"aria-label": _("%(name)s: number of skips") % {"name": _(authenticator.label)}}
    )
    return forms.IntegerField(
        label=_("or number of skips"), min_value=0, max_value=100, initial=setting.grace_skips, widget=widget
    )


def chosen_settings(data: Mapping[str, Any]) -> Settings:
    """Return the authenticator settings of a submitted form, those that are not allowed included."""
    return {
        authenticator: AuthenticatorSetting(
            Need(data.get(field_name(authenticator), Need.NOT_ALLOWED)),
            data.get(field_name(authenticator, "grace_until")),
            data.get(field_name(authenticator, "grace_skips")) or 0,
        )
        for authenticator in SETTABLE
    }
