"""Named values together, and lists of such records."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from accounts.domain.documents.base import Reference, Shape, Violations, add_violation, unknown

MAX_ITEMS: Final = 5000
REQUIRED: Final = object()
"""Instead of a default: the value has to be given."""

OMITTED: Final = object()
"""The value of a field that stays, until the current one is known."""

DEFAULT_KEY: Final = ""
"""The key of an item that is always there, whatever its name."""


def _same(value: dict[str, Any]) -> dict[str, Any]:
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """One named value.

    ``always_written``: it is written even where it is the default. ``keeps_current``: an entry that leaves it
    out keeps the value that is there, as a default would destroy what no document can restore.
    """

    name: str
    shape: Shape
    default: Any = REQUIRED
    always_written: bool = False
    keeps_current: bool = False


@dataclass(frozen=True, slots=True)
class Record(Shape):
    """Named values. ``short`` is the one that may stand for all of them. ``canonical`` gives the one form."""

    fields: tuple[Field, ...]
    canonical: Callable[[dict[str, Any]], dict[str, Any]] = _same
    short: str = ""

    def read(self, raw: object, path: str, violations: Violations) -> dict[str, Any]:
        if self.short and isinstance(raw, str):
            raw = {self.short: raw}
        if not isinstance(raw, dict):
            add_violation(violations, path, "record")
            return {}
        before = len(violations)
        self._names(raw, path, violations)
        value = {field.name: _read(field, raw, path, violations) for field in self.fields}
        return self.canonical(value) if len(violations) == before else value

    def _names(self, raw: Mapping[Any, object], path: str, violations: Violations) -> None:
        known = [field.name for field in self.fields]
        for name in raw:
            if name not in known:
                unknown(violations, joined(path, str(name)[:100]), str(name), known)

    def short_form(self, value: Any) -> Any:
        short = {
            field.name: field.shape.short_form(value[field.name])
            for field in self.fields
            if field.always_written or value[field.name] != field.default
        }
        return short[self.short] if self.short and list(short) == [self.short] else short

    def completed(self, value: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return a value with the fields that were left out and stay as they were, or by their defaults."""
        return {
            field.name: value[field.name]
            if value[field.name] is not OMITTED
            else (before[field.name] if before is not None else field.default)
            for field in self.fields
        }

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        for field in self.fields:
            yield from field.shape.references(value[field.name], joined(path, field.name))


@dataclass(frozen=True, slots=True)
class OptionalRecord(Shape):
    """A record, or nothing."""

    record: Record

    def read(self, raw: object, path: str, violations: Violations) -> dict[str, Any] | None:
        return None if raw is None else self.record.read(raw, path, violations)

    def short_form(self, value: Any) -> Any:
        return None if value is None else self.record.short_form(value)

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        if value is not None:
            yield from self.record.references(value, path)


def _free(key: str, taken: Collection[str]) -> str:
    numbered = (f"{key} #{number}" for number in count(2))
    return key if key not in taken else next(candidate for candidate in numbered if candidate not in taken)


def _read(field: Field, raw: Mapping[Any, object], path: str, violations: Violations) -> Any:
    if field.name in raw:
        return field.shape.read(raw[field.name], joined(path, field.name), violations)
    if field.default is REQUIRED:
        add_violation(violations, joined(path, field.name), "missing")
    return OMITTED if field.keeps_current else field.default


def joined(path: str, name: str) -> str:
    """Return the path of a named value."""
    return f"{path}.{name}" if path else name


@dataclass(frozen=True, slots=True)
class Items(Shape):
    """Records distinguished by a key.

    ``ordered``: their order counts. ``repeats``: several may have one key, distinguished by their order.
    The item with the key DEFAULT_KEY always exists and is always last. ``single``: a flag that at most one
    item may have.
    """

    record: Record
    key: Callable[[Mapping[str, Any]], str]
    ordered: bool = False
    repeats: bool = False
    single: str = ""

    def read(self, raw: object, path: str, violations: Violations) -> list[dict[str, Any]]:
        if not isinstance(raw, list):
            add_violation(violations, path, "list")
            return []
        if len(raw) > MAX_ITEMS:
            add_violation(violations, path, "many", str(MAX_ITEMS))
            return []
        before = len(violations)
        items = [self.record.read(one, f"{path}[{place}]", violations) for place, one in enumerate(raw)]
        if len(violations) != before:
            return []
        self._check_unique(items, path, violations)
        return items

    def _check_unique(self, items: list[dict[str, Any]], path: str, violations: Violations) -> None:
        seen = set[str]()
        for place, item in enumerate(items):
            key = self.key(item)
            if key in seen and not (self.repeats and key != DEFAULT_KEY):
                add_violation(violations, f"{path}[{place}]", "again", key or self.label(item))
            seen.add(key)
        having = [place for place, item in enumerate(items) if self.single and item[self.single]]
        for place in having[1:]:
            add_violation(violations, f"{path}[{place}].{self.single}", "single")

    def keyed(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """Return the items by keys that are all different, in their order, the default one last."""
        found: dict[str, Mapping[str, Any]] = {}
        for item in items:
            found[_free(self.key(item), found)] = item
        if DEFAULT_KEY in found:
            found[DEFAULT_KEY] = found.pop(DEFAULT_KEY)
        return found

    def label(self, item: Mapping[str, Any]) -> str:
        """Return how an item is called: by its first field."""
        return str(item[self.record.fields[0].name])

    def short_form(self, value: Any) -> Any:
        return [self.record.short_form(item) for item in value]

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        for place, item in enumerate(value):
            yield from self.record.references(item, f"{path}[{place}]")
