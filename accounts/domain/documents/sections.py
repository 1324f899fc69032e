"""Parts of the configuration: each is read from rows and written by the services of its app."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.domain.documents.base import Violations, add_violation, unknown
from accounts.domain.documents.records import DEFAULT_KEY, Field, Items, Record
from accounts.domain.violations import Violation

VERSION: Final = 1
Values = Mapping[str, Any]
"""By the name of a section: its full form."""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item as it should be. ``before`` is nothing for a new one; a section of one record has no key."""

    key: str
    value: Mapping[str, Any]
    before: Mapping[str, Any] | None
    now: datetime


@dataclass(frozen=True, slots=True)
class GeneratedSecret:
    """A secret ``value`` that an apply prints once, by the name of its owner."""

    what: str
    name: str
    value: str


Save = Callable[[ItemChange], tuple[GeneratedSecret, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """A field that a higher app adds to the items of a lower one's section.

    ``read`` returns the values by the items' keys; an absent item has the field's default.
    """

    field: Field
    read: Callable[[], Mapping[str, Any]]
    save: Save


def _never(_item: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Section:
    """One part. ``name`` is its path in the document.

    ``save`` returns what has to be told once, such as a new secret. ``save``, ``remove`` and ``reorder``
    raise ValidationFailed with violations whose fields are paths inside the item. ``kept`` items are never
    removed.
    """

    name: str
    shape: Record | Items
    read: Callable[[], Any]
    save: Save
    remove: Callable[[str, datetime], None] | None = None
    reorder: Callable[[Sequence[str], datetime], None] | None = None
    kept: Callable[[Mapping[str, Any]], bool] = _never

    def keyed(self, value: Any) -> dict[str, Mapping[str, Any]]:
        """Return its items by key; one record has the key DEFAULT_KEY."""
        return self.shape.keyed(value) if isinstance(self.shape, Items) else {DEFAULT_KEY: value}

    def label(self, item: Mapping[str, Any]) -> str:
        """Return how an item is called; one record has no name beside the section's."""
        return self.shape.label(item) if isinstance(self.shape, Items) else ""

    def place(self, value: Any, item: Mapping[str, Any]) -> str:
        """Return the path of an item in a document."""
        if not isinstance(self.shape, Items):
            return self.name
        return f"{self.name}[{next(place for place, one in enumerate(value) if one is item)}]"

    def short_form(self, item: Mapping[str, Any]) -> Any:
        """Return an item in its short form."""
        return (
            self.shape.record.short_form(item)
            if isinstance(self.shape, Items)
            else self.shape.short_form(item)
        )

    def labelled(self, item: Mapping[str, Any]) -> str:
        """Return a name for an item that the document does not have."""
        return f"{self.name}[{self.label(item)}]"


def complete(sections: Sequence[Section], current: Values, wanted: Values) -> Values:
    """Return wanted values in which fields that were left out and stay have their current values."""
    return {
        section.name: _completed(section, current[section.name], wanted[section.name])
        for section in sections
        if section.name in wanted
    }


def _completed(section: Section, current: Any, wanted: Any) -> Any:
    if not isinstance(section.shape, Items):
        return section.shape.completed(wanted, current)
    if section.shape.repeats or not any(field.keeps_current for field in section.shape.record.fields):
        return wanted
    current_items = section.keyed(current)
    return [
        section.shape.record.completed(item, current_items.get(section.shape.key(item))) for item in wanted
    ]


def read_values(sections: Sequence[Section]) -> Values:
    """Return the configuration as it is."""
    return {section.name: section.read() for section in sections}


def read_document(sections: Sequence[Section], raw: object) -> tuple[Values, tuple[Violation, ...]]:
    """Return the full form of the sections that a document has, and everything that is wrong with it."""
    violations: Violations = []
    if not isinstance(raw, dict):
        add_violation(violations, "", "record")
        return {}, tuple(violations)
    version = raw.get("version")
    if isinstance(version, bool) or version != VERSION:
        add_violation(violations, "version", "version", str(VERSION))
    parts = {name: part for name, part in raw.items() if name != "version"}
    found = {
        section.name: section.shape.read(part, section.name, violations)
        for section, part in _parts({section.name: section for section in sections}, parts, "", violations)
    }
    return found, tuple(violations)


def _parts(
    sections: Mapping[str, Section], raw: Mapping[Any, object], prefix: str, violations: Violations
) -> Iterator[tuple[Section, object]]:
    """Yield each section with what the document says of it; some stand together under one name."""
    own = [name.removeprefix(prefix) for name in sections if name.startswith(prefix)]
    groups = {name.partition(".")[0] for name in own if "." in name}
    for name, part in raw.items():
        path = f"{prefix}{str(name)[:100]}"
        if name in own and "." not in name:
            yield sections[path], part
        elif name in groups and isinstance(part, dict):
            yield from _parts(sections, part, f"{path}.", violations)
        elif name in groups:
            add_violation(violations, path, "record")
        else:
            unknown(violations, path, str(name), {section_name.partition(".")[0] for section_name in own})


def document(sections: Sequence[Section], values: Values) -> dict[str, Any]:
    """Return the configuration as users read it, without the version."""
    found: dict[str, Any] = {}
    for section in sections:
        if section.name in values:
            group, dot, name = section.name.partition(".")
            place = found.setdefault(group, {}) if dot else found
            place[name if dot else group] = section.shape.short_form(values[section.name])
    return found
