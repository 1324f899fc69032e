"""The policies of one kind, in their order, each with its rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from accounts.as_code import groups
from accounts.as_code.columns import columns, fields_of, put, values_of
from accounts.domain.documents.records import DEFAULT_KEY, Field, Items, Record
from accounts.domain.documents.scalars import Flag
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.domain.documents.words import Names
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from policies.as_code.rules import IS_DEFAULT, RulesWriting, items_of, key_of, read_rules
from policies.as_code.zones import unguarded
from policies.domain.rules import Kind
from policies.models import Policy
from policies.services.policies import PolicyDraft, delete_policy, reorder_policies, save_policy

UsedBy = Callable[[int], Sequence[str]]
"""The names of the apps that use a policy, by its id; an app above supplies them."""

_COLUMNS: Final = columns(Policy, leave=("kind", "position", "is_default"))


def section_name(kind: Kind) -> str:
    """Return where the policies of a kind stand in the document."""
    return f"policies.{kind.value}"


def _fields(kind: Kind) -> tuple[Field, ...]:
    """Apps choose an authentication policy, so it has no groups."""
    own = (*fields_of(_COLUMNS), Field(IS_DEFAULT, Flag(), default=False))
    whose = () if kind is Kind.AUTHENTICATION else (Field("groups", Names(groups.NAME), []),)
    return (*own, *whose, Field("rules", items_of(kind), [], always_written=True))


def _read(kind: Kind) -> list[dict[str, Any]]:
    rules = read_rules(kind)
    return [
        {
            **values_of(row, _COLUMNS),
            IS_DEFAULT: row.is_default,
            **(
                {}
                if kind is Kind.AUTHENTICATION
                else {"groups": sorted(group.name for group in row.groups.all())}
            ),
            "rules": [value for _row, value in rules.get(row.pk, ())],
        }
        for row in Policy.objects.filter(kind=kind).prefetch_related("groups")
    ]


def _row(kind: Kind, key: str) -> Policy:
    chosen = {"is_default": True} if key == DEFAULT_KEY else {"is_default": False, "name": key}
    return Policy.objects.filter(kind=kind, **chosen).first() or Policy(kind=kind)


def policies(kind: Kind, used_by: UsedBy) -> Section:
    """Return the section of one kind. ``used_by``: what an app uses is neither deleted nor switched off."""

    def save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
        row, author = _row(kind, change.key), unguarded(change.now)
        if not change.value["active"]:
            _require_unused(row, "active", used_by)
        put(row, _COLUMNS, change.value)
        if _without_rules(change.before) != _without_rules(change.value):
            chosen = groups.groups_by_name(change.value.get("groups"))
            row = save_policy(PolicyDraft(row, chosen), author)
        before = change.before["rules"] if change.before else ()
        RulesWriting(row, author, before, change.value["rules"]).write()
        return ()

    def remove(key: str, now: datetime) -> None:
        row = _row(kind, key)
        _require_unused(row, "", used_by)
        delete_policy(row, unguarded(now))

    def reorder(keys: Sequence[str], now: datetime) -> None:
        ids = dict(Policy.objects.filter(kind=kind, is_default=False).values_list("name", "pk"))
        raise_if(() if ids.keys() == set(keys) else (Violation("", "ssr.policy.order"),))
        reorder_policies(kind, [ids[key] for key in keys], unguarded(now))

    shape = Items(Record(_fields(kind)), key_of, ordered=True)
    return Section(section_name(kind), shape, partial(_read, kind), save, remove, reorder)


def _require_unused(row: Policy, field: str, used_by: UsedBy) -> None:
    used = used_by(row.pk) if row.pk else ()
    if used:
        raise ValidationFailed([Violation(field, "ssr.policy.used_by_apps", (", ".join(used),))])


def _without_rules(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if value is None else {name: part for name, part in value.items() if name != "rules"}
