"""What a rule asks: the columns that the conditions declare, as fields of ``when``."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db import models

from accounts.as_code import groups
from accounts.as_code.columns import Column as ModelColumn
from accounts.as_code.columns import column_of, fields_of, put, values_of
from accounts.domain.documents.base import Shape
from accounts.domain.documents.records import Field, Record
from accounts.domain.documents.words import MultipleChoice, Names
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.text import tidy
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import Group, User
from policies.as_code import zones
from policies.domain.columns import Column, ColumnKind
from policies.domain.conditions import DECLARATIONS
from policies.domain.rules import Kind
from policies.models import NetworkZone, Rule, asked_name
from policies.models.fields import KeysField

_SECTIONS: Final = {ColumnKind.GROUPS: groups.NAME, ColumnKind.ZONES: zones.NAME, ColumnKind.PEOPLE: ""}


@cache
def condition_columns(kind: Kind) -> tuple[Column, ...]:
    """Return the columns that rules of this kind may ask."""
    return tuple(
        column for declaration in DECLARATIONS if kind in declaration.kinds for column in declaration.columns
    )


def list_columns(kind: Kind) -> tuple[Column, ...]:
    """Return those that name other rows."""
    return tuple(column for column in condition_columns(kind) if column.kind.is_list)


@cache
def _plain(kind: Kind) -> tuple[ModelColumn, ...]:
    own = (column for column in condition_columns(kind) if not column.kind.is_list)
    return tuple(column_of(Rule, column.name) for column in own)


def keys_shape(column: ModelColumn) -> Shape | None:
    """Return the shape of a column that keeps some keys out of a list."""
    return (
        MultipleChoice(tuple(key for key, _label in column.options))
        if isinstance(column, KeysField)
        else None
    )


def record_of(kind: Kind) -> Record:
    """Return the shape of ``when``."""
    plain = {field.name: field for field in fields_of(_plain(kind), other=keys_shape)}
    return Record(tuple(plain.get(column.name) or _list(column) for column in condition_columns(kind)))


def _list(column: Column) -> Field:
    canonical = _address if column.kind is ColumnKind.PEOPLE else tidy
    shape = Names(_SECTIONS[column.kind], limits=column.limits, canonical=canonical)
    return Field(column.name, shape, None if column.limits else [])


def _address(text: str) -> str:
    try:
        return parse_email(text).normal
    except InvalidEmail:
        return text


def condition_values(row: Rule, kind: Kind) -> dict[str, Any]:
    """Return what a rule asks; ``row`` has its lists at hand."""
    plain = values_of(row, _plain(kind))
    lists = {column.name: _named(row, column) for column in list_columns(kind)}
    return {column.name: {**plain, **lists}[column.name] for column in condition_columns(kind)}


def _named(row: Rule, column: Column) -> list[str] | None:
    """Return the named rows of a list; a deactivated user has no address and is left out."""
    chosen = getattr(row, column.name).all()
    if column.limits and not chosen and not getattr(row, asked_name(column)):
        return None
    names = (
        chosen_row.login if column.kind is ColumnKind.PEOPLE else chosen_row.name for chosen_row in chosen
    )
    return sorted(name for name in names if name)


def write_conditions(row: Rule, kind: Kind, value: Mapping[str, Any]) -> dict[str, Sequence[models.Model]]:
    """Write conditions into a rule's columns and return its lists. Raises ValidationFailed."""
    put(row, _plain(kind), value)
    wrong = tuple(_names_no_user(kind, value))
    if wrong:
        raise ValidationFailed(wrong)
    return {column.name: _rows(column, value[column.name] or ()) for column in list_columns(kind)}


def _names_no_user(kind: Kind, value: Mapping[str, Any]) -> Iterator[Violation]:
    """Refuse an empty list that limits: without it the rule would apply to everyone."""
    for column in list_columns(kind):
        if column.limits and value[column.name] == []:
            yield Violation(column.name, "ssr.policy.list_emptied")


def _rows(column: Column, names: Sequence[str]) -> list[Any]:
    if column.kind is ColumnKind.PEOPLE:
        return list(_people(column, names))
    model: Any = Group if column.kind is ColumnKind.GROUPS else NetworkZone
    return list(model.objects.filter(name__in=names))


def _people(column: Column, addresses: Sequence[str]) -> Iterator[User]:
    found = {user.login: user for user in User.objects.filter(login__in=addresses)}
    missing = [address for address in addresses if address not in found]
    if missing:
        raise ValidationFailed(
            [Violation(column.name, "ssr.person.address.unknown", (one,)) for one in missing]
        )
    yield from found.values()
