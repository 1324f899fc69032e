"""How strong a sign-in must be: the requirements that administrators choose by name, and all others.

The form of an authentication rule shows a strength and the accepted authenticators in place of the columns of
a requirement; the columns are its details.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy

from accounts.domain.authenticators import Authenticator
from accounts.domain.choice import Choice, choices_of
from accounts.domain.columns import read_value, write_value
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.assurance import Requirement
from policies.models import AuthenticationOutcome


class Strength(Choice):
    """A requirement with a name."""

    ONE_FACTOR = "one_factor", _("One factor")
    TWO_FACTORS = "two_factors", _("Two factors")
    PASSWORD_AND_ANOTHER = "password_and_another", _("Password and another factor")
    PHISHING_RESISTANT = "phishing_resistant", _("Phishing-resistant (passkey)")
    CUSTOM = "custom", _("Custom (use the details below)")


DETAILS: Final = (
    "factors",
    "password",
    "identity_provider",
    "knowledge",
    "possession",
    "phishing_resistant",
    "device_bound",
    "user_verifying",
)
"""The fields of a requirement that a strength decides."""


def _details_of(requirement: Requirement) -> Mapping[str, Any]:
    return {name: getattr(requirement, name) for name in DETAILS}


_NAMED: Final[Mapping[Strength, Mapping[str, Any]]] = MappingProxyType(
    {
        Strength.ONE_FACTOR: _details_of(Requirement()),
        Strength.TWO_FACTORS: _details_of(Requirement(factors=2)),
        Strength.PASSWORD_AND_ANOTHER: _details_of(Requirement(factors=2, password=True)),
        Strength.PHISHING_RESISTANT: _details_of(Requirement(possession=True, phishing_resistant=True)),
    }
)


def strength_of(requirement: Requirement) -> Strength:
    """Return the strength that a requirement has, whatever it excludes and how fresh proofs must be."""
    details = _details_of(requirement)
    return next((strength for strength, named in _NAMED.items() if named == details), Strength.CUSTOM)


def with_strength(requirement: Requirement, strength: Strength) -> Requirement:
    """Return the requirement with the details of a strength; a custom one keeps its own."""
    return requirement if strength is Strength.CUSTOM else replace(requirement, **_NAMED[strength])


def strength_fields(row: AuthenticationOutcome) -> dict[str, forms.Field]:
    """Return the fields of strength and accepted authenticators, filled in."""
    requirement = read_value(Requirement, row)
    accepted = [
        authenticator.value for authenticator in Authenticator if authenticator not in requirement.excluded
    ]
    return {
        "strength": forms.ChoiceField(
            # Translators: rule of an authentication policy, label of a field
            label=gettext_lazy("Allow with"),
            choices=[(key, gettext(label)) for key, label in choices_of(Strength)],
            initial=strength_of(requirement).value,
            widget=forms.RadioSelect,
        ),
        "accepted": forms.MultipleChoiceField(
            # Translators: rule of an authentication policy, label of a field
            label=gettext_lazy("Using"),
            # Translators: rule of an authentication policy, help of a field
            help_text=gettext_lazy("Clear an authenticator to stop accepting it."),
            choices=[(authenticator.value, gettext(authenticator.label)) for authenticator in Authenticator],
            initial=accepted,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
    }


def write_strength(cleaned: Mapping[str, Any], row: AuthenticationOutcome) -> None:
    """Write the chosen strength and authenticators to an outcome whose details are those of the form."""
    accepted = frozenset(map(Authenticator, cleaned["accepted"]))
    requirement = with_strength(read_value(Requirement, row), Strength(cleaned["strength"]))
    write_value(replace(requirement, excluded=frozenset(Authenticator) - accepted), row)
