"""From rows to policies: a fixed number of statements, however many policies there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Group, User
from policies import models as rows
from policies.domain.columns import Column, ColumnKind, Named, Values
from policies.domain.conditions import COLUMNS, read_conditions
from policies.domain.rules import Kind, Policy, Rule
from policies.domain.zones import Zone, networks_of
from policies.selectors.outcomes import outcome_of

Lists = Mapping[str, Sequence[Any]]
"""By column: what a rule names there, as ``Named`` or ``Zone``."""


def read_policies() -> dict[Kind, tuple[Policy[Any], ...]]:
    """Return the policies of every kind in their order, each default last."""
    rules, groups = _rules(), _policy_groups()
    found: dict[Kind, list[Policy[Any]]] = {kind: [] for kind in Kind}
    for row in rows.Policy.objects.all():
        found[Kind(row.kind)].append(
            Policy(
                id=row.pk,
                name=row.name,
                group_ids=frozenset(groups[row.pk]),
                rules=tuple(rules[row.pk]),
                active=row.active,
                is_default=row.is_default,
                description=row.description,
            )
        )
    return {kind: tuple(policies) for kind, policies in found.items()}


def values_of(row: rows.Rule, lists: Lists) -> Values:
    """Return what a rule's columns hold, saved or not; ``lists`` are those of the columns that name rows."""
    return {column.name: _value(row, column, lists) for column in COLUMNS}


def _value(row: rows.Rule, column: Column, lists: Lists) -> Any:
    if not column.kind.is_list:
        return getattr(row, column.name)
    named = tuple(lists.get(column.name, ()))
    if column.limits and not named and not getattr(row, rows.asked_name(column)):
        return None
    return named


def named(column: Column, chosen: Iterable[Any]) -> tuple[Any, ...]:
    """Return what a condition reads of rows that were chosen for a column."""
    if column.kind is ColumnKind.ZONES:
        return tuple(Zone(row.pk, row.name, networks_of(row.networks)) for row in chosen)
    return tuple(Named(row.pk, str(row)) for row in chosen)


def _rules() -> Mapping[int, list[Rule[Any]]]:
    outcomes = _outcomes()
    lists = {column.name: _named_by_rule(column) for column in COLUMNS if column.kind.is_list}
    found: dict[int, list[Rule[Any]]] = defaultdict(list)
    for row in rows.Rule.objects.all():
        own = {name: by_rule[row.pk] for name, by_rule in lists.items() if row.pk in by_rule}
        conditions = read_conditions(values_of(row, own))
        found[row.policy_id].append(
            Rule(row.pk, row.name, conditions, outcomes[row.pk], row.active, row.is_default)
        )
    return found


def _outcomes() -> dict[int, Any]:
    wishes: dict[int, list[rows.EnrollmentWish]] = defaultdict(list)
    for wish in rows.EnrollmentWish.objects.all():
        wishes[wish.outcome_id].append(wish)
    return {
        row.pk: outcome_of(row, wishes[row.pk])
        for model in rows.OUTCOMES.values()
        for row in model.objects.all()
    }


def _named_by_rule(column: Column) -> Mapping[int, list[Any]]:
    """Return what each rule names in one column. Whole tables: ten thousand ids fit no statement."""
    through, source = getattr(rows.Rule, column.name).through, _SOURCES[column.kind]
    pairs = list(through.objects.order_by("id").values_list("rule_id", f"{source}_id"))
    things = _things(column.kind, through.objects.values(f"{source}_id")) if pairs else {}
    found: dict[int, list[Any]] = defaultdict(list)
    for rule_id, thing_id in pairs:
        found[rule_id].append(things[thing_id])
    return found


_SOURCES = {ColumnKind.GROUPS: "group", ColumnKind.PEOPLE: "user", ColumnKind.ZONES: "networkzone"}


def _things(kind: ColumnKind, ids: QuerySet[Any]) -> Mapping[int, Any]:
    if kind is ColumnKind.ZONES:
        zones = rows.NetworkZone.objects.all()
        return {row.pk: Zone(row.pk, row.name, networks_of(row.networks)) for row in zones}
    if kind is ColumnKind.GROUPS:
        return {id: Named(id, name) for id, name in Group.objects.values_list("id", "name")}
    people = User.objects.filter(id__in=ids).values_list("id", "email")
    return {id: Named(id, address) for id, address in people}


def _policy_groups() -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for policy_id, group_id in rows.Policy.groups.through.objects.values_list("policy_id", "group_id"):
        found[policy_id].append(group_id)
    return found
