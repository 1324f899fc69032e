"""The form of an identity provider: the fields of its kind, and a table of mapped claims without scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from re import fullmatch
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.choice import choices_of
from accounts.domain.violations import Violation
from accounts.identities import new_public_id
from accounts.profile.schema import profile_schema
from administration.texts import say, show_violations
from identity_providers.domain.checks import FIXED_ISSUERS, MAX_MAPPINGS, PARAMETERS
from identity_providers.domain.presets import PRESETS, ProviderKind
from identity_providers.domain.provider import MappedAttribute, MappingTime
from identity_providers.models import IdentityProvider
from identity_providers.services.provider_drafts import ProviderDraft, check_draft

EXTRA_ROWS: Final = 3
SECRET: Final = "new_secret"
_ADDRESSES: Final = frozenset({"login", "email"})
_PLAIN: Final = {"spellcheck": "false", "autocomplete": "off"}


class SecretArea(forms.Textarea):
    """A box for a secret of one or more lines, which a form that comes back does not repeat."""

    def format_value(self, value: Any) -> str | None:
        return None


def secret_field(kind: ProviderKind) -> forms.CharField:
    """Return the field of the client secret, which for Sign in with Apple is a private key."""
    if kind is ProviderKind.APPLE:
        return forms.CharField(
            label=_("Private key"),
            required=False,
            widget=SecretArea(attrs={"rows": 6, "class": "vLargeTextField", **_PLAIN}),
            # Translators: identity provider Apple, help for the private key
            help_text=_("The content of the file AuthKey_….p8. It’s stored encrypted and never shown again."),
        )
    return forms.CharField(
        label=_("Client secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        # Translators: identity provider, help for the client secret
        help_text=_("It’s stored encrypted and never shown again."),
    )


def _attributes() -> list[tuple[str, str]]:
    schema = profile_schema().items()
    return [("", "—"), *((key, item.title) for key, item in schema if key not in _ADDRESSES)]


class MappingRow(forms.Form):
    """One mapped claim. A row without a claim and an attribute counts for nothing."""

    # Translators: attribute mapping of an identity provider, head of a column
    claim = forms.CharField(label=_("Claim"), required=False, widget=forms.TextInput(attrs=_PLAIN))
    # Translators: attribute mapping of an identity provider, head of a column
    attribute = forms.ChoiceField(label=_("Profile attribute"), choices=_attributes, required=False)
    # Translators: attribute mapping of an identity provider, head of a column
    time = forms.ChoiceField(label=_("When"), choices=choices_of(MappingTime), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A table has no labels, only column heads.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("claim") or self.cleaned_data.get("attribute"))

    def mapped(self) -> MappedAttribute:
        """Return what the row says."""
        data = self.cleaned_data
        time = MappingTime(data["time"] or MappingTime.AT_CREATION)
        return MappedAttribute(data["claim"], data["attribute"], time)


MappingRows = forms.formset_factory(MappingRow, extra=EXTRA_ROWS, max_num=MAX_MAPPINGS)


class ProviderForm(forms.ModelForm[IdentityProvider]):
    """A provider with its domains and mapping, checked as a whole by the service."""

    kind: ClassVar[ProviderKind]
    draft: ProviderDraft | None = None

    new_id = forms.CharField(required=False, widget=forms.HiddenInput)
    new_secret = forms.CharField(required=False)
    team_id = forms.CharField(label=_("Team ID"), required=False)
    key_id = forms.CharField(label=_("Key ID"), required=False)
    scopes = forms.CharField(
        label=_("Scopes"),
        widget=forms.TextInput(attrs={"class": "vTextField", **_PLAIN}),
        help_text=_("With spaces between them."),
    )
    trusted_domains = forms.CharField(
        # Translators: identity provider, label of a list of domains
        label=_("Trusted domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", **_PLAIN}),
        # Translators: identity provider, help for a list of domains
        help_text=_(
            "One per line. An email at these domains counts as verified when the provider says so; others "
            "are verified here. Each domain belongs to one provider."
        ),
    )

    class Meta:
        model = IdentityProvider
        fields: ClassVar[tuple[str, ...]] = ()  # the page's fieldsets name them
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "issuer": forms.URLInput(attrs={"class": "vTextField", **_PLAIN}),
            "client_id": forms.TextInput(attrs={"class": "vTextField", **_PLAIN}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        row.kind = self.kind.value
        self._choose_fields(is_new=not row.pk)
        preset = PRESETS[self.kind]
        self.initial["scopes"] = " ".join(row.scopes if row.pk else preset.scopes)
        if row.pk:
            self.initial["trusted_domains"] = "\n".join(item.domain for item in row.trusted_domains.all())
            self.initial.update(row.parameters)
        else:
            self.initial.update({"issuer": preset.issuer, "new_id": new_public_id()})
        initial = list(row.mapping)
        self.rows: Any = MappingRows(self.data if self.is_bound else None, initial=initial, prefix="map")

    def _choose_fields(self, *, is_new: bool) -> None:
        """Leave out what this kind does not have, and what has a page of its own once it is stored."""
        left = {"team_id", "key_id"} - PARAMETERS.get(self.kind, {}).keys()
        left |= set() if is_new else {"new_id", "new_secret"}
        left |= {"issuer"} if self.kind in FIXED_ISSUERS else set()
        for name in left & self.fields.keys():
            del self.fields[name]
        if is_new:
            self.fields["new_secret"] = secret_field(self.kind)

    def clean_scopes(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["scopes"].split()))

    def is_valid(self) -> bool:
        return super().is_valid() and self.rows.is_valid()

    def has_changed(self) -> bool:
        return super().has_changed() or self.rows.has_changed()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.rows.is_valid() or self.errors:
            return
        row, data = self.instance, self.cleaned_data
        if not row.pk:
            row.public_id = data["new_id"]
        row.parameters = {name: data[name].strip() for name in PARAMETERS.get(self.kind, {})}
        filled = [item for item in self.rows.forms if item.is_filled]
        mapping = tuple(item.mapped() for item in filled)
        domains = data["trusted_domains"].splitlines()
        self.draft = ProviderDraft(row, mapping, domains, data.get("new_secret", ""))
        show_violations(self, self._own(check_draft(self.draft), filled))

    def _own(self, violations: tuple[Violation, ...], rows: list[MappingRow]) -> Iterator[Violation]:
        """Show each violation of a mapping at its row; yield the others."""
        for violation in violations:
            place = fullmatch(r"mapping\[(\d+)\]\.(\w+)", violation.field)
            if place is None:
                yield at_secret_field(violation)
            else:
                rows[int(place[1])].add_error(place[2], say(violation))


def at_secret_field(violation: Violation) -> Violation:
    """Return a violation of the secret at the field that takes a new one."""
    return replace(violation, field=SECRET) if violation.field == "client_secret" else violation


def changes_trust(row: IdentityProvider, sent: Mapping[str, Any]) -> bool:
    """Return whether a submitted form changes which accounts elsewhere open accounts here.

    Texts are compared as they are: one that only looks different is confirmed as well.
    """
    domains = set(str(sent.get("trusted_domains", "")).split())
    return (
        sent.get("issuer", row.issuer) != row.issuer
        or sent.get("client_id", row.client_id) != row.client_id
        or ("believes_assurance" in sent) != row.believes_assurance
        or ("active" in sent and not row.active)
        or ("creates_accounts" in sent and not row.creates_accounts)
        or domains != {item.domain for item in row.trusted_domains.all()}
    )
