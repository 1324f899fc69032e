"""Who comes from where, when, to do what: the facts of a simulation."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.models import Group, User
from applications.domain import DASHBOARD
from applications.models import Application
from identity_providers.selectors import providers
from policies.domain.conditions.operation import OPERATIONS
from policies.domain.facts import Facts, Occasion, Operation
from policies.selectors.users import groups_of

OCCASIONS = (
    (Occasion.SIGN_IN.value, _("Sign-in")),
    (Occasion.SIGN_UP.value, _("Sign-up")),
    (Occasion.RECOVERY.value, _("Account recovery")),
    (Occasion.SETTINGS.value, _("Account settings")),
)
NOTHING = (("", "–"),)


def _dashboard() -> Application | None:
    return Application.objects.filter(key=DASHBOARD).first()


def _providers() -> list[tuple[str, str]]:
    return [*NOTHING, *((provider.public_id, provider.label) for provider in providers().values())]


class SimulationForm(forms.Form):
    """Facts about a user, or about a newcomer with future groups."""

    prefix = "facts"

    user = forms.CharField(
        label=_("User"), required=False, help_text=_("Email address. Leave empty to simulate a new user.")
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.all(),
        label=_("Additional groups"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    app = forms.ModelChoiceField(
        Application.objects.all(), label=_("Application"), empty_label=None, initial=_dashboard
    )
    address = forms.CharField(
        label=_("IP address"), required=False, help_text=_("Leave empty for an unknown network.")
    )
    at = forms.DateTimeField(
        label=_("Time (UTC)"),
        initial=timezone.now,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    provider = forms.ChoiceField(
        label=_("Identity provider"),
        required=False,
        choices=_providers,
        help_text=_("The one that the person signs in with."),
    )
    new_device = forms.BooleanField(label=_("New device"), required=False, initial=True)
    occasion = forms.ChoiceField(label=_("Flow"), choices=OCCASIONS, initial=OCCASIONS[0][0])
    operation = forms.ChoiceField(
        label=_("Operation"),
        required=False,
        choices=(*NOTHING, *((key, _(label)) for key, label in OPERATIONS)),
        help_text=_("Only account management policies use it."),
    )
    authenticator = forms.ChoiceField(
        label=_("Authenticator"),
        required=False,
        choices=(*NOTHING, *((choice.value, _(TRAITS[choice].label)) for choice in Authenticator)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not providers():
            del self.fields["provider"]

    def clean_user(self) -> User | None:
        text: str = self.cleaned_data["user"]
        if not text:
            return None
        try:
            found = User.objects.filter(login=parse_email(text).normal).first()
        except InvalidEmail:
            found = None
        if found is None:
            raise forms.ValidationError(_("No user has this email address."))
        return found

    def clean_address(self) -> IPv4Address | IPv6Address | None:
        text: str = self.cleaned_data["address"]
        try:
            return ip_address(text) if text else None
        except ValueError as invalid:
            message = _("This isn’t an IP address. Enter one like 203.0.113.9.")
            raise forms.ValidationError(message) from invalid

    def facts(self) -> Facts:
        """Return what was filled in."""
        data: dict[str, Any] = self.cleaned_data
        user: User | None = data["user"]
        groups = frozenset(group.pk for group in data["groups"])
        return Facts(
            at=data["at"],
            occasion=Occasion(data["occasion"]),
            user_id=user.pk if user else None,
            group_ids=groups | (groups_of(user) if user else frozenset()),
            ip_address=data["address"],
            new_device=data["new_device"],
            operation=Operation(data["operation"]) if data["operation"] else None,
            authenticator=Authenticator(data["authenticator"]) if data["authenticator"] else None,
            identity_providers=frozenset({data.get("provider", "")} - {""}),
        )

    @property
    def policy_id(self) -> int | None:
        """The authentication policy of the chosen app."""
        id: int | None = self.cleaned_data["app"].authentication_policy_id
        return id
