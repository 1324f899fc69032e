"""The OpenID Connect settings of an app: the fields of its form, and the client that they describe."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from oidc.clients import create_client, save_client
from oidc.models import Client
from oidc.protocol.claims import SCOPES
from oidc.protocol.redirects import parse_uris
from oidc.protocol.registration import DEFAULT_GRANT_TYPES, KIND_LABELS, GrantType, Kind
from policies.services.policy_changes import Author

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


class ClientFields(forms.Form):
    """The kind of client and its settings. An app without sign-in here has no client."""

    kind = forms.ChoiceField(
        label=_("Application type"),
        choices=[(kind.value, _(KIND_LABELS[kind])) for kind in Kind],
        initial=Kind.WEB.value,
        widget=forms.RadioSelect,
    )
    redirect_uris = _lines(
        _("Redirect URIs"), _("One per line. Requests must use one of these URIs exactly.")
    )
    post_logout_redirect_uris = _lines(
        _("Post-logout redirect URIs"), _("One per line. Where browsers can return after signing out.")
    )
    allowed_origins = _lines(
        _("Allowed origins"),
        _(
            "One per line, such as https://app.example.com. Scripts on these origins can read "
            "responses. An application with its own sign-in pages can use passkeys there."
        ),
    )
    pkce_required = forms.BooleanField(
        label=_("Require PKCE"),
        required=False,
        help_text=_("Reject requests without a code challenge. Public clients always need one."),
    )
    grant_types = _boxes(
        _("Grant types"),
        [(grant_type.value, _(grant_type.label)) for grant_type in GrantType],
        DEFAULT_GRANT_TYPES,
    )
    scopes = _boxes(
        _("Scopes"), [(name, name) for name in SCOPES], SCOPES, _("Scopes that the application can request.")
    )
    backchannel_logout_uri = forms.URLField(
        label=_("Back-channel logout URI"),
        required=False,
        assume_scheme="https",
        help_text=_("Receives a logout token when a session ends that the application has tokens for."),
    )
    access_seconds = _seconds("access_seconds", _("In seconds."))
    refresh_seconds = _seconds("refresh_seconds", _("In seconds."))
    refresh_idle_seconds = _seconds("refresh_idle_seconds", _("In seconds."))


def client_row(row: Any) -> Client | None:
    """Return the client of a stored app, if it has one."""
    return getattr(row, "client", None) if row is not None and row.pk else None


def kind_of(client: Client | None) -> Kind:
    """Return the kind of program that a client is."""
    if client is None:
        return Kind.NONE
    if not client.public:
        return Kind.WEB
    return Kind.NATIVE if client.native else Kind.SPA


def client_values(client: Client) -> dict[str, Any]:
    """Return a client's settings as its form shows them."""
    values = {name: getattr(client, name) for name in COLUMNS}
    return values | {name: "\n".join(values[name].split()) for name in LISTS}


def submitted_client(client: Client | None, data: Mapping[str, Any]) -> Client:
    """Return the client that a submitted form describes: a copy, so that a trial leaves no trace."""
    if client is not None:
        submitted = copy(client)
    else:
        kind = Kind(data[KIND])
        type = Client.CLIENT_PUBLIC if kind.public else Client.CLIENT_CONFIDENTIAL
        submitted = Client(client_type=type, native=kind is Kind.NATIVE)
    for name, value in _submitted_values(data).items():
        setattr(submitted, name, value)
    return submitted


def write_client(row: Application, client: Client | None, data: Mapping[str, Any], author: Author) -> str:
    """Save the client of an app, or create it and return its secret. Raises ValidationFailed."""
    if client is not None:
        save_client(submitted_client(client, data), author)
        return ""
    kind, values = Kind(data[KIND]), _submitted_values(data)
    uris = tuple(values.pop("redirect_uris").split())
    _client, secret = create_client(
        row, author, public=kind.public, redirect_uris=uris, native=kind is Kind.NATIVE, **values
    )
    return secret


def _submitted_values(data: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: data[name] for name in COLUMNS}
    return values | {name: "\n".join(parse_uris(data[name])) for name in LISTS}
