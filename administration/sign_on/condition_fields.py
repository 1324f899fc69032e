"""The fields of "If": one for each column that a condition declares, so that a new one is there."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.columns import Column, ColumnKind
from accounts.models import Group, User
from accounts.users.groups import read_addresses
from administration.texts import say
from policies.domain.conditions import DECLARATIONS
from policies.domain.rules import Kind
from policies.models import NetworkZone, Rule


class UsersField(forms.CharField):
    """Users by their addresses, one per line: there are too many to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the users. Raises ValidationError naming each unknown address."""
        ids, violations = read_addresses(super().clean(value))
        if violations:
            raise forms.ValidationError([say(violation) for violation in violations])
        return list(User.objects.filter(pk__in=ids).order_by("email"))


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """Return the columns that rules of a kind may fill."""
    declarations = [declaration for declaration in DECLARATIONS if kind in declaration.kinds]
    return tuple(column for declaration in declarations for column in declaration.columns)


def condition_fields(kind: Kind, row: Rule) -> dict[str, forms.Field]:
    """Return the fields of a rule's conditions with their present values."""
    return {column.name: _field(column, row) for column in columns_of(kind)}


def _field(column: Column, row: Rule) -> forms.Field:
    make = _MAKERS[column.kind]
    options = {"label": _capitalized(column.label), "help_text": _(column.help) if column.help else ""}
    field: forms.Field = make(column, _current(column, row), options)
    return field


def _capitalized(label: str) -> str:
    translated = str(_(label))
    return translated[:1].upper() + translated[1:]


def _current(column: Column, row: Rule) -> Any:
    if not column.kind.is_list:
        return getattr(row, column.name)
    return list(getattr(row, column.name).all()) if row.pk else []


def _choice(column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=_translated(column), initial=current, **options)


def _several(column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        choices=_translated(column), initial=sorted(current), required=False, widget=boxes, **options
    )


def _translated(column: Column) -> list[tuple[str, Any]]:
    return [(key, _(label)) for key, label in column.choices]


def _time(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(initial=current, required=False, widget=widget, **options)


def _text(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    return forms.CharField(initial=current, max_length=100, required=False, **options)


def _boolean(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(initial=current, required=False, **options)


def _groups(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    widget = forms.SelectMultiple(attrs={"size": 6})
    return forms.ModelMultipleChoiceField(
        Group.objects.all(), initial=[row.pk for row in current], required=False, widget=widget, **options
    )


def _zones(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    boxes = forms.CheckboxSelectMultiple
    return forms.ModelMultipleChoiceField(
        NetworkZone.objects.all(),
        initial=[row.pk for row in current],
        required=False,
        widget=boxes,
        **options,
    )


def _people(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    one_a_line = {"help_text": f"{options['help_text']} {_('One email address per line.')}".strip()}
    return UsersField(initial="\n".join(user.email for user in current), **{**options, **one_a_line})


_MAKERS: Final[Mapping[ColumnKind, Any]] = {
    ColumnKind.CHOICE: _choice,
    ColumnKind.SEVERAL: _several,
    ColumnKind.TIME: _time,
    ColumnKind.TEXT: _text,
    ColumnKind.BOOLEAN: _boolean,
    ColumnKind.GROUPS: _groups,
    ColumnKind.PEOPLE: _people,
    ColumnKind.ZONES: _zones,
}
