"""From rows to policies: a fixed number of statements, however many policies there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from accounts.domain.columns import Column, ColumnKind
from accounts.models import Group, User
from identity_providers.models import IdentityProvider
from policies import models as rows
from policies.domain.conditions import COLUMNS, read_conditions
from policies.domain.declaration import Named, NamedProvider, Values
from policies.domain.rules import Kind, Policy, Rule
from policies.domain.zones import Zone, networks_of
from policies.selectors.outcomes import outcome_of, settings_of

MAX_REREAD: Final = 100
"""More policies than this are read as quickly with all others."""

Lists = Mapping[str, Sequence[Any]]
"""By column: what a rule names there, as ``Named`` or ``Zone``."""


def read_policies() -> dict[Kind, tuple[Policy[Any], ...]]:
    """Return the policies of every kind in their order, each default last."""
    return _in_order(_read(None))


def read_draft(row: rows.Policy) -> Policy[Any]:
    """Return the draft of a policy, which no other selector returns."""
    kind = Kind(row.kind)
    [(_kind, draft)] = _read(frozenset({row.pk}), {kind}, rows.Policy.with_drafts.all()).values()
    return draft


def reread_policies(
    current: Mapping[int, Policy[Any]], changed: Collection[int]
) -> dict[Kind, tuple[Policy[Any], ...]]:
    """Return the policies of every kind, of those that are held only the ``changed`` read again."""
    present = dict(rows.Policy.objects.values_list("id", "kind"))
    stale = frozenset(id for id in present if id in changed or id not in current)
    if len(stale) > MAX_REREAD:
        return read_policies()
    read = _read(stale, {Kind(present[id]) for id in stale}) if stale else {}
    return _in_order(
        {id: read[id] if id in read else (Kind(kind), current[id]) for id, kind in present.items()}
    )


def _in_order(policies: Mapping[int, tuple[Kind, Policy[Any]]]) -> dict[Kind, tuple[Policy[Any], ...]]:
    found: dict[Kind, list[Policy[Any]]] = {kind: [] for kind in Kind}
    for kind, policy in policies.values():
        found[kind].append(policy)
    return {kind: tuple(of_kind) for kind, of_kind in found.items()}


Ids = frozenset[int] | None
"""Policies by id; without, all of them: ten thousand ids fit no statement."""


def _of(ids: Ids, rows: QuerySet[Any], lookup: str) -> QuerySet[Any]:
    """Return the rows that belong to the policies, by the lookup that leads to the id of theirs."""
    return rows if ids is None else rows.filter(**{f"{lookup}__in": ids})


def _read(
    ids: Ids, kinds: Collection[Kind] = tuple(Kind), policies: QuerySet[rows.Policy] | None = None
) -> dict[int, tuple[Kind, Policy[Any]]]:
    rules, groups = _rules(ids, kinds), _policy_groups(ids)
    return {
        row.pk: (
            Kind(row.kind),
            Policy(
                id=row.pk,
                name=row.name,
                group_ids=frozenset(groups[row.pk]),
                rules=tuple(rules[row.pk]),
                active=row.active,
                is_default=row.is_default,
                description=row.description,
            ),
        )
        for row in _of(ids, rows.Policy.objects.all() if policies is None else policies, "id")
    }


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
    if column.kind is ColumnKind.PROVIDERS:
        return tuple(NamedProvider(row.public_id, row.label) for row in chosen)
    return tuple(Named(row.pk, str(row)) for row in chosen)


def _rules(ids: Ids, kinds: Collection[Kind]) -> Mapping[int, list[Rule[Any]]]:
    outcomes = _outcomes(ids, kinds)
    lists = {column.name: _named_by_rule(column, ids) for column in COLUMNS if column.kind.is_list}
    found: dict[int, list[Rule[Any]]] = defaultdict(list)
    for row in _of(ids, rows.Rule.objects.all(), "policy_id"):
        own = {name: by_rule[row.pk] for name, by_rule in lists.items() if row.pk in by_rule}
        conditions = read_conditions(values_of(row, own))
        found[row.policy_id].append(
            Rule(row.pk, row.name, conditions, outcomes[row.pk], row.active, row.is_default)
        )
    return found


def _outcomes(ids: Ids, kinds: Collection[Kind]) -> dict[int, Any]:
    settings: dict[int, list[rows.AuthenticatorSetting]] = defaultdict(list)
    if Kind.ENROLLMENT in kinds:
        for setting in _of(ids, rows.AuthenticatorSetting.objects.all(), "outcome__rule__policy_id"):
            settings[setting.outcome_id].append(setting)
    return {
        row.pk: outcome_of(row, settings_of(settings[row.pk]))
        for model in (rows.OUTCOMES[kind] for kind in kinds)
        for row in _of(ids, model.objects.all(), "rule__policy_id")
    }


def _named_by_rule(column: Column, ids: Ids) -> Mapping[int, list[Any]]:
    """Return what each rule names in one column."""
    through, source = getattr(rows.Rule, column.name).through, _SOURCES[column.kind]
    named = _of(ids, through.objects.order_by("id"), "rule__policy_id")
    pairs = list(named.values_list("rule_id", f"{source}_id"))
    things = _things(column.kind, named.order_by().values(f"{source}_id")) if pairs else {}
    found: dict[int, list[Any]] = defaultdict(list)
    for rule_id, thing_id in pairs:
        found[rule_id].append(things[thing_id])
    return found


_SOURCES = {
    ColumnKind.GROUPS: "group",
    ColumnKind.PEOPLE: "user",
    ColumnKind.ZONES: "networkzone",
    ColumnKind.PROVIDERS: "identityprovider",
}


def _things(kind: ColumnKind, wanted: QuerySet[Any]) -> Mapping[int, Any]:
    if kind is ColumnKind.ZONES:
        zones = rows.NetworkZone.objects.all()
        return {row.pk: Zone(row.pk, row.name, networks_of(row.networks)) for row in zones}
    if kind is ColumnKind.PROVIDERS:
        providers = IdentityProvider.objects.filter(id__in=wanted)
        named = providers.values_list("id", "public_id", "label")
        return {id: NamedProvider(public_id, label) for id, public_id, label in named}
    if kind is ColumnKind.GROUPS:
        groups = Group.objects.filter(id__in=wanted)
        return {id: Named(id, name) for id, name in groups.values_list("id", "name")}
    people = User.objects.filter(id__in=wanted).values_list("id", "email")
    return {id: Named(id, address) for id, address in people}


def _policy_groups(ids: Ids) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    pairs = _of(ids, rows.Policy.groups.through.objects.order_by(), "policy_id")
    for policy_id, group_id in pairs.values_list("policy_id", "group_id"):
        found[policy_id].append(group_id)
    return found
