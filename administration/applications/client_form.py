"""The form of an app with its OpenID Connect settings."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.violations import Violation
from administration.applications.app_form import AppForm
from applications.models import Application
from applications.services.apps import check_application
from oidc.clients import check_client, create_client, save_client
from oidc.models import Client
from oidc.protocol.claims import SCOPES
from oidc.protocol.redirects import parse_uris
from oidc.protocol.registration import DEFAULT_GRANT_TYPES, KIND_LABELS, GrantType, Kind

LISTS: Final = ("redirect_uris", "post_logout_redirect_uris", "allowed_origins")
COLUMNS: Final = (
    *LISTS,
    "backchannel_logout_uri",
    "pkce_required",
    "grant_types",
    "scopes",
    "access_seconds",
    "refresh_seconds",
    "refresh_idle_seconds",
)
KIND: Final = "kind"


def _lines(label: Any, help_text: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=box)


def _boxes(label: Any, choices: Any, initial: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=choices, initial=initial, help_text=help_text, required=False, widget=boxes
    )


def _seconds(name: str, help_text: Any = "") -> forms.Field:
    column: Any = Client._meta.get_field(name)  # noqa: SLF001 - Django's own documented way
    return forms.IntegerField(
        label=str(column.verbose_name).capitalize(), initial=column.default, min_value=1, help_text=help_text
    )


class ClientAppForm(AppForm):
    """An app and, if it is one of OpenID Connect, its client. ``secret`` is there after a client was made."""

    client: Client | None = None
    secret: str = ""

    kind = forms.ChoiceField(
        label=_("What kind of program it is"),
        choices=[(kind.value, _(KIND_LABELS[kind])) for kind in Kind],
        initial=Kind.WEB.value,
        widget=forms.RadioSelect,
    )
    redirect_uris = _lines(
        _("Redirect URIs"), _("One a line. Answers go to these addresses, compared letter by letter.")
    )
    post_logout_redirect_uris = _lines(
        _("Post-logout redirect URIs"), _("One a line. Where a browser may be sent after signing out.")
    )
    allowed_origins = _lines(
        _("Allowed origins"),
        _(
            "One a line, like https://app.example.com. Scripts of these pages can read our answers. If the "
            "app shows its own sign-in forms, they can also use passkeys."
        ),
    )
    pkce_required = forms.BooleanField(
        label=_("Require PKCE"),
        required=False,
        help_text=_("Refuse requests without a code challenge. Public clients always need one."),
    )
    grant_types = _boxes(
        _("Grant types"),
        [(grant_type.value, _(grant_type.label)) for grant_type in GrantType],
        DEFAULT_GRANT_TYPES,
    )
    scopes = _boxes(_("Scopes"), [(name, name) for name in SCOPES], SCOPES, _("What it may ask for."))
    backchannel_logout_uri = forms.URLField(
        label=_("Back-channel logout URI"),
        required=False,
        assume_scheme="https",
        help_text=_("Told when a session ends from which the app has tokens."),
    )
    access_seconds = _seconds("access_seconds", _("Seconds."))
    refresh_seconds = _seconds("refresh_seconds", _("Seconds."))
    refresh_idle_seconds = _seconds("refresh_idle_seconds", _("Seconds."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = _client_of(self.instance)
        if self.instance.built_in:
            for name in (KIND, *COLUMNS):
                del self.fields[name]
        elif self.client is not None:
            del self.fields[KIND]
            self.initial.update(_initial(self.client))
        elif self.instance.pk:
            self.initial[KIND] = Kind.NONE.value

    def wrong(self) -> tuple[Violation, ...]:
        client = self._client(self.instance) if self._has_client() else None
        return check_application(self.instance) + (check_client(client) if client is not None else ())

    def write(self) -> Application:
        row = super().write()
        if self._has_client():
            self._write_client(row)
        return row

    def _has_client(self) -> bool:
        """Whether there is a client or is to be one. What is always there, and mere tiles, have none."""
        return self.client is not None or self.cleaned_data.get(KIND, Kind.NONE) != Kind.NONE

    def _write_client(self, row: Application) -> None:
        if self.client is not None:
            save_client(self._client(row), self.author)
            return
        kind, values = Kind(self.cleaned_data[KIND]), dict(self._values())
        uris = tuple(values.pop("redirect_uris").split())
        _made, self.secret = create_client(
            row, self.author, public=kind.public, redirect_uris=uris, native=kind is Kind.NATIVE, **values
        )

    def _client(self, row: Application) -> Client:
        """Return the client as it was filled in: a copy, as what is tried must leave no trace."""
        if self.client is not None:
            filled = copy(self.client)
        else:
            kind = Kind(self.cleaned_data[KIND])
            type = Client.CLIENT_PUBLIC if kind.public else Client.CLIENT_CONFIDENTIAL
            filled = Client(client_type=type, native=kind is Kind.NATIVE)
        for name, value in self._values().items():
            setattr(filled, name, value)
        return filled

    def _values(self) -> Mapping[str, Any]:
        data = {name: self.cleaned_data[name] for name in COLUMNS}
        return data | {name: "\n".join(parse_uris(data[name])) for name in LISTS}


def _client_of(row: Application) -> Client | None:
    return Client.objects.filter(application=row).first() if row.pk else None


def _initial(client: Client) -> dict[str, Any]:
    held = {name: getattr(client, name) for name in COLUMNS}
    return held | {name: "\n".join(held[name].split()) for name in LISTS}
