"""What a rule answers: the columns of the outcome that its kind has, as fields of ``then``."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from accounts.as_code.columns import Column, columns, fields_of, put, values_of
from accounts.domain.authenticators import Authenticator
from accounts.domain.documents.records import Field, Record
from policies.as_code.conditions import keys_shape
from policies.domain.authenticator_enrollment import Need
from policies.domain.rules import Kind
from policies.models import OUTCOMES, EnrollmentOutcome, EnrollmentWish, Outcome

WISHES: Final = "authenticators"
_WISH_COLUMNS: Final = columns(EnrollmentWish, leave=("authenticator",))
_WISH: Final = Record(tuple(fields_of(_WISH_COLUMNS)), short="need")
_NO_WISH: Final = {**values_of(EnrollmentWish(), _WISH_COLUMNS), "need": Need.NOT_ALLOWED.value}
_WISHES: Final = Record(tuple(Field(one.value, _WISH, _NO_WISH) for one in Authenticator))


@cache
def _columns(kind: Kind) -> tuple[Column, ...]:
    return columns(OUTCOMES[kind])


def record_of(kind: Kind) -> Record:
    """Return the shape of ``then``: an answer is written out, whatever the defaults."""
    fields = tuple(fields_of(_columns(kind), always=True, other=keys_shape))
    wishes = (Field(WISHES, _WISHES, always=True),) if OUTCOMES[kind] is EnrollmentOutcome else ()
    return Record((*wishes, *fields))


def values_answered(row: Outcome, wishes: list[EnrollmentWish], kind: Kind) -> dict[str, Any]:
    """Return what an outcome says."""
    value = values_of(row, _columns(kind))
    if OUTCOMES[kind] is not EnrollmentOutcome:
        return value
    said = {wish.authenticator: values_of(wish, _WISH_COLUMNS) for wish in wishes}
    return {WISHES: {one.value: said.get(one.value, _NO_WISH) for one in Authenticator}, **value}


def put_answered(row: Outcome, kind: Kind, value: Mapping[str, Any]) -> list[EnrollmentWish]:
    """Put what is answered into an outcome's columns and return its wishes."""
    put(row, _columns(kind), value)
    return [_wish(name, said) for name, said in value.get(WISHES, {}).items() if said != _NO_WISH]


def _wish(authenticator: str, said: Mapping[str, Any]) -> EnrollmentWish:
    wish = EnrollmentWish(authenticator=authenticator)
    put(wish, _WISH_COLUMNS, said)
    return wish


def path_of(field: str, kind: Kind) -> str:
    """Return the path within a rule of what the service calls ``field``; an authenticator names its wish."""
    is_wish = OUTCOMES[kind] is EnrollmentOutcome and field in {one.value for one in Authenticator}
    return f"then.{WISHES}.{field}" if is_wish else f"then.{field}"


def answers(field: str, kind: Kind) -> bool:
    """Whether the service means the outcome by this field."""
    names = {column.name for column in _columns(kind)}
    return field in names or (kind is Kind.ENROLLMENT and field in {one.value for one in Authenticator})
