"""Every outcome is stored whole: its rows follow from what its dataclass declares."""

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.domain.columns import ColumnKind, columns_of, write_value
from accounts.domain.passwords import PasswordRules
from policies.domain.outcomes import EnrollmentOutcome
from policies.domain.protection import Protection
from policies.domain.rules import Kind
from policies.models import OUTCOMES, AccountProtection
from policies.selectors import protection_of
from policies.selectors.outcomes import outcome_of

UNSTORED = {(PasswordRules, "max_length"), (EnrollmentOutcome, "settings")}
"""Fields without a column: a constant of the server, and what has rows of its own."""


def changed(value):
    """Return the value with every field changed that is stored."""
    names = [part.name for part in fields(value) if (type(value), part.name) not in UNSTORED]
    return replace(value, **{name: _other(getattr(value, name)) for name in names})


def _other(value):
    match value:
        case bool():
            return not value
        case Enum():
            return next(other for other in type(value) if other is not value)
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case frozenset():
            return value ^ {Authenticator.PHONE}
        case None:
            return timedelta(days=3)
        case timedelta():
            return value + timedelta(days=1)
    assert is_dataclass(value), f"{value!r} is of a type that no column holds"
    return changed(value)


@pytest.mark.parametrize("kind", Kind)
def test_outcome_with_every_field_changed_is_stored_and_read_back(kind):
    model = OUTCOMES[kind]
    outcome, row = changed(model.declared_by()), model()
    write_value(outcome, row)

    assert outcome_of(row) == outcome


def test_protection_with_every_field_changed_is_stored_and_read_back():
    protection, row = changed(Protection()), AccountProtection()
    write_value(protection, row)

    assert protection_of(row) == protection


@pytest.mark.parametrize("kind", Kind)
def test_new_row_holds_the_defaults_of_its_outcome(kind):
    assert outcome_of(OUTCOMES[kind]()) == OUTCOMES[kind].declared_by()


@pytest.mark.parametrize("kind", Kind)
def test_columns_of_an_outcome_have_labels_and_ranges_from_it(kind):
    for column in columns_of(OUTCOMES[kind].declared_by):
        field = OUTCOMES[kind]._meta.get_field(column.name)
        assert (str(field.verbose_name), str(field.help_text)) == (column.label, column.help)
        if column.kind in (ColumnKind.NUMBER, ColumnKind.DAYS, ColumnKind.MINUTES):
            bounds = {validator.limit_value for validator in field._validators}
            assert bounds == set(column.range or ())
