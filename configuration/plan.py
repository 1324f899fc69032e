"""What would have to change for the configuration to be as a document says: a pure comparison."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.domain.violations import Violation
from configuration.document import Values
from configuration.schema import (
    DEFAULT_KEY,
    DocumentEntry,
    joined,
    keyed,
    label_of,
    references,
    short_form,
    unknown,
    violation,
)
from configuration.section import Section


class ChangeKind(StrEnum):
    """What happens to an entry."""

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
    """One entry that changes. ``path`` is its place in the document, or its name if it is not there."""

    kind: ChangeKind
    section: Section
    key: str
    path: str
    before: DocumentEntry | None
    after: DocumentEntry | None
    differences: tuple[Difference, ...] = ()

    @property
    def label(self) -> str:
        """How the entry is called."""
        shown = self.after or self.before
        return label_of(shown) if shown else ""


@dataclass(frozen=True, slots=True)
class Reordering:
    """An order that changes: the keys of a section's entries, the default one left out."""

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
        """Return how many entries this happens to."""
        return sum(change.kind == kind for change in self.changes)


def compare(sections: Sequence[Section], current: Values, wanted: Values, *, prune: bool) -> Plan:
    """Compare. Sections that the document does not have stay; ``prune`` removes what its sections lack."""
    changes, orders, left, unchanged = list[Change](), list[Reordering](), list[str](), 0
    for section in (section for section in sections if section.name in wanted):
        now, then = section.keyed(current[section.name]), section.keyed(wanted[section.name])
        found = list(_changes(section, now, then, wanted[section.name]))
        gone = {
            key: item
            for key, item in now.items()
            if key not in then and key != DEFAULT_KEY and not section.is_permanent(item)
        }
        path_of = section.paths(None)
        places = {key: path_of(item) for key, item in gone.items()}
        if prune:
            found += (
                Change(ChangeKind.REMOVE, section, key, places[key], item, None) for key, item in gone.items()
            )
        else:
            left += places.values()
        changes += found
        orders += _reordered(section, [key for key in now if not prune or key not in gone], list(then))
        unchanged += len(now.keys() & then.keys()) - sum(change.kind is ChangeKind.CHANGE for change in found)
    return Plan(tuple(changes), tuple(orders), tuple(left), unchanged)


def _changes(
    section: Section, now: dict[str, DocumentEntry], then: dict[str, DocumentEntry], value: Any
) -> Iterator[Change]:
    path_of = section.paths(value)
    for key, item in then.items():
        path = path_of(item)
        if key not in now:
            yield Change(ChangeKind.ADD, section, key, path, None, item)
        elif found := tuple(differences(now[key], item)):
            yield Change(ChangeKind.CHANGE, section, key, path, now[key], item, found)


def _reordered(section: Section, now: Sequence[str], then: Sequence[str]) -> Iterator[Reordering]:
    if not section.entry.list_rules.ordered:
        return
    here = [key for key in now if key != DEFAULT_KEY]
    documented = [key for key in then if key != DEFAULT_KEY]
    before = [*here, *(key for key in documented if key not in here)]
    after = merged(here, documented)
    if before != after:
        yield Reordering(section, tuple(before), tuple(after))


def merged(here: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return an order in which the wanted ones are as wanted, and others keep their places."""
    named = set(wanted)
    places = iter(wanted)
    return [*(next(places) if key in named else key for key in here), *places]


def differences(old: Any, new: Any, path: str = "") -> Iterator[Difference]:
    """Yield what differs between two values of one type."""
    if isinstance(old, DocumentEntry) and isinstance(new, DocumentEntry):
        for name in type(new).model_fields:
            yield from differences(getattr(old, name), getattr(new, name), joined(path, name))
    elif old == new:
        return
    elif _has_entries(old) or _has_entries(new):
        yield from _list_differences(keyed(old), keyed(new), path)
    else:
        yield Difference(path, short_form(old), short_form(new))


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], DocumentEntry)


def _list_differences(
    old: dict[str, DocumentEntry], new: dict[str, DocumentEntry], path: str
) -> Iterator[Difference]:
    """Compare the entries inside an entry: a document has all of them, but for the default one."""
    for key, item in new.items():
        place = f"{path}[{key or label_of(item)}]"
        if key in old:
            yield from differences(old[key], item, place)
        else:
            yield Difference(place, None, short_form(item))
    for key, item in old.items():
        if key not in new and key != DEFAULT_KEY:
            yield Difference(f"{path}[{key}]", short_form(item), None)
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after and all(item.list_rules.ordered for item in new.values()):
        yield Difference(f"{path} (order)", before, after)


def missing_references(
    sections: Sequence[Section], current: Values, wanted: Values, plan: Plan
) -> tuple[Violation, ...]:
    """Return every reference to something absent, in the document and in the rows that stay."""
    removed = {(change.section.name, change.key) for change in plan.changes if change.after is None}
    documented = {
        section.name: section.keyed(wanted[section.name]) if section.name in wanted else {}
        for section in sections
    }
    ends = {
        section.name: {
            key: item
            for key, item in (section.keyed(current[section.name]) | documented[section.name]).items()
            if (section.name, key) not in removed
        }
        for section in sections
    }
    names = {name: {label_of(item) for item in items.values()} for name, items in ends.items()}
    paths = {section.name: section.paths(wanted.get(section.name)) for section in sections}
    return tuple(
        unknown(name, names[target], path)
        if key in documented[section.name]
        else violation("removed", name, path=path)
        for section in sections
        for key, item in ends[section.name].items()
        for path, target, name in references(item, paths[section.name](item))
        if name not in names[target]
    )
