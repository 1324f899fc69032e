"""The fields of "If": one for each column that a condition declares, so that a new one is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages import format_text
from accounts.models import Group, User
from accounts.users.groups import read_addresses
from accounts.users.lookup import user_name
from administration.texts import say
from identity_providers.models import IdentityProvider
from identity_providers.selectors import providers
from policies.domain.conditions import DECLARATIONS
from policies.domain.conditions.identity_provider import SignedInWith
from policies.domain.declaration import Declaration
from policies.domain.rules import Kind
from policies.models import NetworkZone, Rule


class UsersField(forms.CharField):
    """Users by their names, one per line: there are too many to choose from.

    A deactivated user has no address and is named by the public id: the address may be another user's by now.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the users. Raises ValidationError naming each unknown address."""
        ids, violations = read_addresses(super().clean(value))
        if violations:
            raise forms.ValidationError([say(violation) for violation in violations])
        return list(User.objects.filter(pk__in=ids).order_by("email"))


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition as a line of the form: "Group is Staff", with its fields folded away while unset."""

    name: str
    lead: str
    unset: str
    values: tuple[str, ...]
    fields: tuple[forms.BoundField, ...]

    @property
    def is_open(self) -> bool:
        """Return whether its fields are shown: they have a value, or an error."""
        return bool(self.values) or any(field.errors for field in self.fields)


def condition_lines(kind: Kind, form: forms.BaseForm) -> list[ConditionLine]:
    """Return a line for each condition that rules of a kind may have, with what the form holds.

    The one on identity providers is left out while there is none.
    """
    return [
        ConditionLine(
            declaration.name,
            gettext(declaration.lead),
            gettext(declaration.unset),
            tuple(_chosen(declaration.columns, form)),
            tuple(form[column.name] for column in declaration.columns),
        )
        for declaration in declarations_of(kind)
        if providers() or declaration.name != SignedInWith.name
    ]


def _chosen(columns: Iterable[Column], form: forms.BaseForm) -> Iterator[str]:
    """Yield the labels of what is chosen; a default is no choice, and a zone without a time says nothing."""
    for column in columns:
        value = form[column.name].value()
        chosen = {str(part) for part in (value if isinstance(value, list | tuple | set) else [value])}
        if not value or chosen == {str(column.default)}:
            continue
        # Translators: rule of a policy, before the name of a group, a person or a network
        pattern = gettext("not {0}") if column.name.endswith("_excluded") else "{0}"
        for label in _labels(form.fields[column.name], value, chosen):
            yield format_text(pattern, (label,))


def _labels(field: Any, value: Any, chosen: AbstractSet[str]) -> Sequence[str]:
    if hasattr(field, "choices"):
        return [str(label) for key, label in field.choices if str(key) in chosen]
    return [f"{value:%H:%M}"] if isinstance(value, time) else str(value).splitlines()


def declarations_of(kind: Kind) -> tuple[Declaration, ...]:
    """Return the conditions that rules of a kind may have."""
    return tuple(declaration for declaration in DECLARATIONS if kind in declaration.kinds)


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """Return the columns that rules of a kind may fill."""
    return tuple(column for declaration in declarations_of(kind) for column in declaration.columns)


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


def _boxes(model: Any, _column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    boxes, chosen = forms.CheckboxSelectMultiple, [row.pk for row in current]
    rows = model.objects.all()
    return forms.ModelMultipleChoiceField(rows, initial=chosen, required=False, widget=boxes, **options)


def _people(_column: Column, current: Any, options: dict[str, Any]) -> forms.Field:
    one_a_line = {"help_text": f"{options['help_text']} {_('One email address per line.')}".strip()}
    return UsersField(initial="\n".join(map(user_name, current)), **{**options, **one_a_line})


_MAKERS: Final[Mapping[ColumnKind, Any]] = {
    ColumnKind.CHOICE: _choice,
    ColumnKind.SEVERAL: _several,
    ColumnKind.TIME: _time,
    ColumnKind.TEXT: _text,
    ColumnKind.BOOLEAN: _boolean,
    ColumnKind.GROUPS: _groups,
    ColumnKind.PEOPLE: _people,
    ColumnKind.ZONES: partial(_boxes, NetworkZone),
    ColumnKind.PROVIDERS: partial(_boxes, IdentityProvider),
}
