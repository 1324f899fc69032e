"""What would have to change for the configuration to be as a document says: a pure comparison."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.domain.documents.base import Shape, Violations, add_violation, unknown
from accounts.domain.documents.records import DEFAULT_KEY, Items, OptionalRecord, Record, joined
from accounts.domain.documents.sections import Section, Values
from accounts.domain.violations import Violation

Item = Mapping[str, Any]


class ChangeKind(StrEnum):
    """What happens to an item."""

    ADD = "+"
    CHANGE = "~"
    REMOVE = "-"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that changes. A part of a list that comes or goes is nothing before or after."""

    path: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One item that changes. ``path`` is its place in the document, or its name if it is not there."""

    kind: ChangeKind
    section: Section
    key: str
    path: str
    before: Item | None
    after: Item | None
    differences: tuple[Difference, ...] = ()

    @property
    def label(self) -> str:
        """How the item is called."""
        return self.section.label(self.after or self.before or {})


@dataclass(frozen=True, slots=True)
class Reordering:
    """An order that changes: the keys of a section's items, the default one left out."""

    section: Section
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of an apply. ``left`` are rows absent from the document that no option removes."""

    changes: tuple[Change, ...]
    orders: tuple[Reordering, ...]
    left: tuple[str, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.changes and not self.orders

    def count(self, kind: ChangeKind) -> int:
        """Return how many items this happens to."""
        return sum(change.kind == kind for change in self.changes)


def plan(sections: Sequence[Section], current: Values, wanted: Values, *, prune: bool) -> Plan:
    """Compare. Sections that the document does not have stay; ``prune`` removes what its sections lack."""
    changes, orders, left, unchanged = list[Change](), list[Reordering](), list[str](), 0
    for section in sections:
        if section.name not in wanted:
            continue
        now, then = section.keyed(current[section.name]), section.keyed(wanted[section.name])
        made = list(_changes(section, now, then, wanted[section.name]))
        gone = [key for key in now if key not in then and key != DEFAULT_KEY and not section.kept(now[key])]
        if prune:
            made += (_removal(section, key, now[key]) for key in gone)
        else:
            left += (section.labelled(now[key]) for key in gone)
        changes += made
        orders += _reordered(section, [key for key in now if not prune or key not in gone], list(then))
        unchanged += len(now.keys() & then.keys()) - sum(change.kind is ChangeKind.CHANGE for change in made)
    return Plan(tuple(changes), tuple(orders), tuple(left), unchanged)


def _changes(
    section: Section, now: Mapping[str, Item], then: Mapping[str, Item], value: Any
) -> Iterator[Change]:
    for key, item in then.items():
        path = section.place(value, item)
        if key not in now:
            yield Change(ChangeKind.ADD, section, key, path, None, item)
            continue
        found = tuple(differences(_record(section), now[key], item))
        if found:
            yield Change(ChangeKind.CHANGE, section, key, path, now[key], item, found)


def _record(section: Section) -> Record:
    return section.shape.record if isinstance(section.shape, Items) else section.shape


def _removal(section: Section, key: str, item: Item) -> Change:
    return Change(ChangeKind.REMOVE, section, key, section.labelled(item), item, None)


def _reordered(section: Section, now: Sequence[str], then: Sequence[str]) -> Iterator[Reordering]:
    if not isinstance(section.shape, Items) or not section.shape.ordered:
        return
    here = [key for key in now if key != DEFAULT_KEY]
    wanted = [key for key in then if key != DEFAULT_KEY]
    before = [*here, *(key for key in wanted if key not in here)]
    after = merged(here, wanted)
    if before != after:
        yield Reordering(section, tuple(before), tuple(after))


def merged(here: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return an order in which the wanted ones are as wanted, and others keep their places."""
    named = set(wanted)
    places = iter(wanted)
    return [*(next(places) if key in named else key for key in here), *places]


def differences(shape: Shape, old: Any, new: Any, path: str = "") -> Iterator[Difference]:
    """Yield what differs between two values of one shape."""
    if isinstance(shape, Record):
        for field in shape.fields:
            name = joined(path, field.name)
            yield from differences(field.shape, old[field.name], new[field.name], name)
    elif isinstance(shape, OptionalRecord) and old is not None and new is not None:
        yield from differences(shape.record, old, new, path)
    elif isinstance(shape, Items):
        yield from _between(shape, shape.keyed(old), shape.keyed(new), path)
    elif old != new:
        yield Difference(path, shape.short_form(old), shape.short_form(new))


def _between(
    shape: Items, old: Mapping[str, Item], new: Mapping[str, Item], path: str
) -> Iterator[Difference]:
    """The items inside an item: a document that has the list has all of it, but for the default one."""
    for key, item in new.items():
        place = f"{path}[{key or shape.label(item)}]"
        if key in old:
            yield from differences(shape.record, old[key], item, place)
        else:
            yield Difference(place, None, shape.record.short_form(item))
    for key, item in old.items():
        if key not in new and key != DEFAULT_KEY:
            yield Difference(f"{path}[{key}]", shape.record.short_form(item), None)
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if shape.ordered and before != after:
        yield Difference(f"{path} (order)", before, after)


def missing_references(
    sections: Sequence[Section], current: Values, wanted: Values, plan: Plan
) -> tuple[Violation, ...]:
    """Return every reference to something absent, in the document and in the rows that stay."""
    violations: Violations = []
    removed = {
        (change.section.name, change.key) for change in plan.changes if change.kind is ChangeKind.REMOVE
    }
    ends = {section.name: _afterwards(section, current, wanted, removed) for section in sections}
    names = {
        section.name: [section.label(item) for item in ends[section.name].values()] for section in sections
    }
    for section in sections:
        given = wanted.get(section.name)
        written = {id(item) for item in section.keyed(given).values()} if given is not None else set[int]()
        for item in ends[section.name].values():
            is_written = id(item) in written
            path = section.place(given, item) if is_written else section.labelled(item)
            for reference in _record(section).references(item, path):
                if reference.name not in names[reference.section]:
                    _check_removed_name(
                        violations,
                        reference.path,
                        reference.name,
                        names[reference.section],
                        is_written=is_written,
                    )
    return tuple(violations)


def _afterwards(
    section: Section, current: Values, wanted: Values, removed: set[tuple[str, str]]
) -> dict[str, Item]:
    now = section.keyed(current[section.name])
    then = section.keyed(wanted[section.name]) if section.name in wanted else {}
    stays = {key: item for key, item in now.items() if (section.name, key) not in removed}
    return {**stays, **then}


def _check_removed_name(
    violations: Violations, path: str, name: str, names: Sequence[str], *, is_written: bool
) -> None:
    if is_written:
        unknown(violations, path, name, names)
    else:
        add_violation(violations, path, "removed", name)
