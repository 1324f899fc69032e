"""The form of an app: its columns, its users by names that can be typed or pasted, and its client."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.domain.violations import Violation
from accounts.models import User
from accounts.users.groups import read_addresses
from administration.applications.client_fields import (
    COLUMNS,
    KIND,
    ClientFields,
    client_values,
    submitted_client,
    write_client,
)
from administration.confirmed_changes import ImpactForm
from administration.texts import say
from applications.models import Application
from applications.services.apps import Assignments, check_application, save_application
from identity_providers.models import IdentityProvider
from oidc.clients import check_client
from oidc.models import Client
from oidc.protocol.registration import Kind
from policies.selectors.users import groups_named

MAX_NAMED = 1000
"""Users assigned by name on one page; a longer form would exceed the limit of a request."""

GROUPS, PEOPLE, PROVIDERS = "group_names", "user_addresses", "identity_providers"
WHAT = "app_label=applications&model_name=application"


def _suggestions_address(field: str) -> str:
    return f"{reverse('admin:autocomplete')}?{WHAT}&field_name={field}"


_suggestions = lazy(_suggestions_address, str)


def with_suggestions(field: str, find: Any) -> forms.Textarea:
    """Return a box for one name a line, beside which a script offers what Django's own chooser would find."""
    data = {"data-suggest": _suggestions(field), "data-find": find, "data-add": _("Add")}
    return forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "spellcheck": "false", **data})


class AppForm(ImpactForm, ClientFields):
    """An app and, if it signs users in here, its OpenID Connect client.

    ``listed``: the lists of groups and users on this page; others stay as they are.
    ``secret``: the secret of a client that this form created.
    """

    listed: ClassVar[frozenset[str]] = frozenset()
    client: Client | None = None
    secret: str = ""

    group_names = forms.CharField(
        label=_("Groups"),
        required=False,
        help_text=_("One group name per line."),
        widget=with_suggestions("groups", _("Find a group")),
    )
    user_addresses = forms.CharField(
        label=_("People"),
        required=False,
        help_text=_("One email address per line."),
        widget=with_suggestions("people", _("Find a person")),
    )

    identity_providers = forms.ModelMultipleChoiceField(
        IdentityProvider.objects.filter(everywhere=False),
        # Translators: form of an application, label
        label=_("Identity providers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        # Translators: form of an application, help
        help_text=_("Shown in addition to those that all applications show."),
    )

    class Meta:
        model = Application
        fields: ClassVar[tuple[str, ...]] = ()  # the page's fieldsets name them
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "color": forms.TextInput(attrs={"placeholder": "#0b6657", "class": "vTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {GROUPS, PEOPLE} - self.listed:
            del self.fields[name]
        if self.instance.pk:
            self._fill_in_lists()
        self._choose_client_fields()

    def _fill_in_lists(self) -> None:
        people = self.instance.people.exclude(login=None).order_by("email")
        stored = {GROUPS: self.instance.groups.values_list("name"), PEOPLE: people.values_list("email")}
        for name in self.listed:
            self.initial[name] = "\n".join(text for (text,) in stored[name])

    def _choose_client_fields(self) -> None:
        """Leave out settings of built-in apps, and the kind where there is a client already."""
        self.client = Client.objects.filter(application=self.instance).first() if self.instance.pk else None
        if self.instance.built_in:
            for name in (KIND, PROVIDERS, *COLUMNS):
                del self.fields[name]
        elif self.client is not None:
            del self.fields[KIND]
            self.initial.update(client_values(self.client))
        elif self.instance.pk:
            self.initial[KIND] = Kind.NONE.value

    def clean_group_names(self) -> frozenset[int]:
        found = groups_named(dict.fromkeys(_lines(self.cleaned_data[GROUPS])))
        missing = [name for name, id in found.items() if id is None]
        _raise_form_error([Violation(GROUPS, "ssr.group.unknown", (name,)) for name in missing])
        return frozenset(id for id in found.values() if id is not None)

    def clean_user_addresses(self) -> frozenset[int]:
        """Read the addresses; a deactivated user has no address to name and stays assigned."""
        ids, violations = read_addresses(self.cleaned_data[PEOPLE])
        _raise_form_error(violations)
        ended = self.instance.people.filter(login=None) if self.instance.pk else User.objects.none()
        return frozenset(ids) | frozenset(ended.values_list("pk", flat=True))

    def violations(self) -> tuple[Violation, ...]:
        client = submitted_client(self.client, self.cleaned_data) if self._has_client() else None
        return check_application(self.instance) + (check_client(client) if client is not None else ())

    def write(self) -> Application:
        data = self.cleaned_data
        assignments = Assignments(data.get(GROUPS), data.get(PEOPLE), self._provider_ids())
        row = save_application(copy(self.instance), self.author, assignments)
        if self._has_client():
            self.secret = write_client(row, self.client, data, self.author)
        return row

    def _provider_ids(self) -> frozenset[int] | None:
        """Return the chosen providers. Those that all applications show stay chosen, unseen."""
        chosen = self.cleaned_data.get(PROVIDERS)
        if chosen is None:
            return None
        row = self.instance
        everywhere = row.identity_providers.filter(everywhere=True) if row.pk else ()
        return frozenset(provider.pk for provider in (*chosen, *everywhere))

    def _has_client(self) -> bool:
        """Return whether there is a client or will be one. Built-in apps and mere tiles have none."""
        return self.client is not None or self.cleaned_data.get(KIND, Kind.NONE) != Kind.NONE


def _lines(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, text.splitlines()))


def _raise_form_error(violations: Sequence[Violation]) -> None:
    if violations:
        raise forms.ValidationError([say(violation) for violation in violations])
