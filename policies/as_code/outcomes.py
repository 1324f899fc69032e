"""What a rule answers: the columns of the outcome that its kind has, as fields of ``then``."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from accounts.as_code.columns import Column, columns, fields_of, put, values_of
from accounts.domain.authenticators import Authenticator
from accounts.domain.documents.records import Field, Record
from policies.as_code.conditions import keys_shape
from policies.domain.outcomes import Need
from policies.domain.rules import Kind
from policies.models import OUTCOMES, EnrollmentOutcome, EnrollmentWish, Outcome

SETTINGS: Final = "authenticators"
_SETTING_COLUMNS: Final = columns(EnrollmentWish, leave=("authenticator",))
_SETTING: Final = Record(tuple(fields_of(_SETTING_COLUMNS)), short="need")
_NO_SETTING: Final = {**values_of(EnrollmentWish(), _SETTING_COLUMNS), "need": Need.NOT_ALLOWED.value}
_SETTINGS: Final = Record(tuple(Field(one.value, _SETTING, _NO_SETTING) for one in Authenticator))


@cache
def _columns(kind: Kind) -> tuple[Column, ...]:
    return columns(OUTCOMES[kind])


def record_of(kind: Kind) -> Record:
    """Return the shape of ``then``: an answer is written out, whatever the defaults."""
    fields = tuple(fields_of(_columns(kind), always_written=True, other=keys_shape))
    settings = (
        (Field(SETTINGS, _SETTINGS, always_written=True),) if OUTCOMES[kind] is EnrollmentOutcome else ()
    )
    return Record((*settings, *fields))


def outcome_values(row: Outcome, settings: list[EnrollmentWish], kind: Kind) -> dict[str, Any]:
    """Return what an outcome says."""
    value = values_of(row, _columns(kind))
    if OUTCOMES[kind] is not EnrollmentOutcome:
        return value
    setting_values = {setting.authenticator: values_of(setting, _SETTING_COLUMNS) for setting in settings}
    return {
        SETTINGS: {
            authenticator.value: setting_values.get(authenticator.value, _NO_SETTING)
            for authenticator in Authenticator
        },
        **value,
    }


def write_outcome(row: Outcome, kind: Kind, value: Mapping[str, Any]) -> list[EnrollmentWish]:
    """Put what is answered into an outcome's columns and return its wishes."""
    put(row, _columns(kind), value)
    return [
        _setting_shape(name, setting_values)
        for name, setting_values in value.get(SETTINGS, {}).items()
        if setting_values != _NO_SETTING
    ]


def _setting_shape(authenticator: str, setting_values: Mapping[str, Any]) -> EnrollmentWish:
    setting = EnrollmentWish(authenticator=authenticator)
    put(setting, _SETTING_COLUMNS, setting_values)
    return setting


def path_of(field: str, kind: Kind) -> str:
    """Return the path within a rule of what the service calls ``field``; an authenticator names its wish."""
    is_wish = OUTCOMES[kind] is EnrollmentOutcome and field in {
        authenticator.value for authenticator in Authenticator
    }
    return f"then.{SETTINGS}.{field}" if is_wish else f"then.{field}"


def is_outcome_field(field: str, kind: Kind) -> bool:
    """Whether the service means the outcome by this field."""
    names = {column.name for column in _columns(kind)}
    return field in names or (
        kind is Kind.ENROLLMENT and field in {authenticator.value for authenticator in Authenticator}
    )
