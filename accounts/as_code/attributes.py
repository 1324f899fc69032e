"""The profile schema: the base attributes, which stay, and the administrators' own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from accounts.as_code.columns import Column, columns, fields_of, put, values_of
from accounts.domain.base_attributes import BASE_KEYS
from accounts.domain.documents.base import Shape
from accounts.domain.documents.records import Field, Items, Record
from accounts.domain.documents.scalars import Anything
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.domain.documents.words import Text
from accounts.domain.text import tidy
from accounts.domain.violations import Violation, raise_if
from accounts.models import ProfileAttribute
from accounts.profile.profiles import ADDRESS_KEYS
from accounts.profile.schema_changes import delete_attribute, save_attribute

AskedBy = Callable[[int], Sequence[str]]
"""Which forms ask for an attribute, by its id; an app above supplies it."""

NAME: Final = "attributes"
FIXED_COLUMNS: Final = ("unique", "permission")
"""Fixed columns of the attributes that are addresses: sign-ups and recoveries rely on them."""

_COLUMNS: Final = columns(ProfileAttribute, leave=("base",))
_OPTION: Final = Record((Field("value", Text(tidy)), Field("title", Text(tidy))))


def _key(item: Mapping[str, Any]) -> str:
    return str(item["key"])


def _shape(column: Column) -> Shape | None:
    if column.name == "options":
        return Items(_OPTION, lambda option: str(option["value"]), ordered=True, repeats=True)
    return Anything() if column.name == "default" else None


def _read() -> list[dict[str, Any]]:
    return [values_of(row, _COLUMNS) for row in ProfileAttribute.objects.all()]


def _is_base(item: Mapping[str, Any]) -> bool:
    return item["key"] in BASE_KEYS


def _fixed(change: ItemChange) -> Iterator[Violation]:
    before = change.before or {}
    for name in FIXED_COLUMNS:
        if change.key in ADDRESS_KEYS and before.get(name) != change.value[name]:
            yield Violation(name, "ssr.attribute.fixed")


def attributes(asked_by: AskedBy) -> Section:
    """Return the section. ``asked_by`` keeps a form's attributes as they have to be for it."""

    def save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
        raise_if(tuple(_fixed(change)))
        row = ProfileAttribute.objects.filter(key=change.key).first() or ProfileAttribute()
        put(row, _COLUMNS, change.value)
        asking = asked_by(row.pk) if row.pk else ()
        save_attribute(row, asked_by=asking, actor=None, now=change.now)
        return ()

    def remove(key: str, now: datetime) -> None:
        row = ProfileAttribute.objects.get(key=key)
        delete_attribute(row, asked_by=asked_by(row.pk), actor=None, now=now)

    shape = Items(Record(tuple(fields_of(_COLUMNS, other=_shape))), _key)
    return Section(NAME, shape, _read, save, remove, kept=_is_base)
