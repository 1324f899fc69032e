"""The two forms about a user: adding one by hand, and changing one."""

import secrets
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.passwords import PasswordRules
from accounts.domain.violations import Violation
from accounts.lifecycle.invitations import ActivationMethod, AddedUser, check_added
from accounts.models import Group, User
from accounts.users.roles import Rights, check_rights, rights_of
from administration.people.profile_fields import PREFIX, ProfileForm
from administration.people.role_choice import choice_of, rights_for, role_choices
from administration.texts import say, show_violations

START_LABELS = (
    (ActivationMethod.ACTIVATION_MAIL.value, _("Send an activation email: they choose how to sign in")),
    (
        ActivationMethod.TEMPORARY_PASSWORD.value,
        _("Set a temporary password: they change it at their first sign-in"),
    ),
    (
        ActivationMethod.VERIFIED.value,
        _("Already verified: active at once, no email is sent, and applications rely on the address"),
    ),
    (ActivationMethod.STAGED.value, _("Leave staged: no email is sent, and they can’t sign in yet")),
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def suggested_password() -> str:
    """Return a password to read out: 20 characters, none of which is taken for another (99 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


class AddUserForm(ProfileForm):
    """A new user: address, names, groups and first credentials."""

    rules: ClassVar[PasswordRules]
    actor: ClassVar[User]
    added: AddedUser

    address = forms.CharField(
        label=_("Email address"), widget=forms.EmailInput(attrs={"class": "vTextField"})
    )
    member_of = forms.ModelMultipleChoiceField(
        Group.objects.all(),
        label=_("Groups"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    start = forms.ChoiceField(
        label=_("Activation"),
        choices=START_LABELS,
        initial=ActivationMethod.ACTIVATION_MAIL.value,
        widget=forms.RadioSelect(attrs={"class": "radiolist"}),
    )
    temporary_password = forms.CharField(
        label=_("Temporary password"),
        required=False,
        strip=False,
        initial=suggested_password,
        help_text=_("Only used with a temporary password. Copy it now: you won’t see it again."),
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.actor.is_superuser:
            self.fields["start"].choices = [  # type: ignore[attr-defined]
                choice for choice in START_LABELS if choice[0] != ActivationMethod.VERIFIED
            ]

    def clean_address(self) -> Any:
        try:
            return parse_email(self.cleaned_data["address"])
        except InvalidEmail as invalid:
            message = say(Violation("address", invalid.code, invalid.params))
            raise forms.ValidationError(message) from invalid

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            self.added = self._added()
            show_violations(self, check_added(self.added, self.rules), prefix=PREFIX)
        return cleaned

    def _added(self) -> AddedUser:
        data = self.cleaned_data
        return AddedUser(
            address=data["address"],
            values={key: value for key, value in self.values.items() if value is not None},
            group_ids=tuple(group.pk for group in data["member_of"]),
            start=ActivationMethod(data["start"]),
            password=data["temporary_password"],
        )


class ChangeUserForm(ProfileForm):
    """The profile of a user and, for owners, the user's role in the administration."""

    actor: ClassVar[User]
    rights: Rights | None = None

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect(attrs={"class": "radiolist"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.actor.is_superuser:
            del self.fields["role"]
            return
        held = rights_of(self.instance)
        self.fields["role"].choices = role_choices(held)  # type: ignore[attr-defined]
        self.initial["role"] = choice_of(held)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "role" in self.cleaned_data:
            self.rights = rights_for(self.cleaned_data["role"], rights_of(self.instance))
            show_violations(self, check_rights(self.instance, self.rights, self.actor))
        return cleaned
