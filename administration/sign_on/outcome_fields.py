"""The fields of "Then": the columns of the kind's own outcome."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms.models import fields_for_model, model_to_dict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.columns import write_value
from policies.domain.defaults import ENROLLMENT
from policies.domain.outcomes import NIST_DEFAULTS, OLDER_DEFAULTS, PasswordOutcome, Settings
from policies.domain.rules import Kind
from policies.models import OUTCOMES, EnrollmentOutcome, Outcome, Rule
from policies.models import PasswordOutcome as PasswordRow
from policies.selectors.outcomes import settings_of

PRESETS: Final[Mapping[str, tuple[str | Promise, PasswordOutcome]]] = {
    "nist": (_("Fill in the NIST SP 800-63B-4 values"), NIST_DEFAULTS),
    "older": (_("Fill in the legacy values"), OLDER_DEFAULTS),
}

NOTES: Final[Mapping[Kind, str | Promise]] = {
    Kind.AUTHENTICATION: _(
        "Email counts as a possession factor here, but not in NIST SP 800-63B-4 §3.1.3.1. To "
        "follow NIST, clear Email."
    ),
    Kind.SESSION: _(
        "The second factor can be an emailed code, which NIST SP 800-63B-4 §3.1.3.1 doesn’t "
        "accept. Use an authentication policy to exclude it."
    ),
    Kind.ENROLLMENT: _(
        "People can only sign in with authenticators that are allowed here, whatever they set up before."
    ),
    Kind.PASSWORD: _(
        "NIST SP 800-63B-4 recommends long passwords that aren’t known, without character rules or expiry."
    ),
}
"""What an administrator should know before choosing."""


def outcome_row(kind: Kind, row: Rule, preset: str = "") -> Outcome:
    """Return what a rule answers now, or the first values of a new one; a preset is for passwords."""
    model = OUTCOMES[kind]
    outcome: Outcome = (model.objects.filter(rule=row).first() if row.pk else None) or model()
    if isinstance(outcome, PasswordRow) and preset in PRESETS:
        write_value(PRESETS[preset][1], outcome)
    return outcome


def outcome_fields(row: Outcome) -> dict[str, forms.Field]:
    """Return a field for each column, filled in."""
    made: dict[str, Any] = fields_for_model(type(row), exclude=("rule",))
    for name, value in model_to_dict(row, exclude=("rule",)).items():
        made[name].initial = sorted(value) if isinstance(value, frozenset) else value
    return made


def outcome_names(kind: Kind) -> list[str]:
    """Return the names of those fields."""
    return list(fields_for_model(OUTCOMES[kind], exclude=("rule",)))


def current_settings(row: Outcome) -> Settings:
    """Return the authenticator settings of an enrollment rule; a new one begins with the defaults."""
    if isinstance(row, EnrollmentOutcome) and row.pk:
        return settings_of(row.settings.all())
    return ENROLLMENT.settings
