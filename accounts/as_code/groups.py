"""Groups. Who is in them is no configuration."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from accounts.as_code.columns import columns, fields_of, put, values_of
from accounts.domain.documents.records import Items, Record
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.models import Group
from accounts.users.groups import delete_group, save_group

_COLUMNS: Final = columns(Group, leave=("created_at",))
NAME: Final = "groups"


def _key(item: Mapping[str, Any]) -> str:
    return str(item["name"])


def _read() -> list[dict[str, Any]]:
    return [values_of(row, _COLUMNS) for row in Group.objects.order_by("name")]


def _save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
    row = Group.objects.filter(name=change.key).first() or Group()
    put(row, _COLUMNS, change.value)
    save_group(row, actor=None, now=change.now)
    return ()


def _remove(key: str, now: datetime) -> None:
    delete_group(Group.objects.get(name=key), actor=None, now=now)


def groups_by_name(names: list[str] | None) -> list[Group]:
    """Return the groups with these names; validation has found all of them before."""
    return list(Group.objects.filter(name__in=names or ()).order_by("name"))


GROUPS: Final = Section(NAME, Items(Record(tuple(fields_of(_COLUMNS))), _key), _read, _save, _remove)
