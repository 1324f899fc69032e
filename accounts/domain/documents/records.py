"""Named values together, and lists of such records."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from accounts.domain.documents.base import Reference, Shape, Wrong, add_violation, unknown

MAX_ITEMS: Final = 5000
REQUIRED: Final = object()
"""Instead of a default: the value has to be given."""

LEFT_OUT: Final = object()
"""The value of a field that stays, until the current one is known."""

DEFAULT_ONE: Final = ""
"""The key of an item that is always there, whatever its name."""


def _same(value: dict[str, Any]) -> dict[str, Any]:
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """One named value.

    ``always``: it is written even where it is the default. ``stays``: an entry that leaves it out keeps the
    value that is there, as a default would destroy what no document can restore.
    """

    name: str
    shape: Shape
    default: Any = REQUIRED
    always: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Record(Shape):
    """Named values. ``short`` is the one that may stand for all of them. ``canonical`` gives the one form."""

    fields: tuple[Field, ...]
    canonical: Callable[[dict[str, Any]], dict[str, Any]] = _same
    short: str = ""

    def read(self, raw: object, path: str, wrong: Wrong) -> dict[str, Any]:
        if self.short and isinstance(raw, str):
            raw = {self.short: raw}
        if not isinstance(raw, dict):
            add_violation(wrong, path, "record")
            return {}
        before = len(wrong)
        self._names(raw, path, wrong)
        value = {one.name: _read(one, raw, path, wrong) for one in self.fields}
        return self.canonical(value) if len(wrong) == before else value

    def _names(self, raw: Mapping[Any, object], path: str, wrong: Wrong) -> None:
        known = [one.name for one in self.fields]
        for name in raw:
            if name not in known:
                unknown(wrong, joined(path, str(name)[:100]), str(name), known)

    def said(self, value: Any) -> Any:
        short = {
            one.name: one.shape.said(value[one.name])
            for one in self.fields
            if one.always or value[one.name] != one.default
        }
        return short[self.short] if self.short and list(short) == [self.short] else short

    def completed(self, value: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return a value with the fields that were left out and stay as they were, or by their defaults."""
        return {
            one.name: value[one.name]
            if value[one.name] is not LEFT_OUT
            else (before[one.name] if before is not None else one.default)
            for one in self.fields
        }

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        for one in self.fields:
            yield from one.shape.references(value[one.name], joined(path, one.name))


@dataclass(frozen=True, slots=True)
class Perhaps(Shape):
    """A record, or nothing."""

    record: Record

    def read(self, raw: object, path: str, wrong: Wrong) -> dict[str, Any] | None:
        return None if raw is None else self.record.read(raw, path, wrong)

    def said(self, value: Any) -> Any:
        return None if value is None else self.record.said(value)

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        if value is not None:
            yield from self.record.references(value, path)


def _free(key: str, taken: Collection[str]) -> str:
    numbered = (f"{key} #{number}" for number in count(2))
    return key if key not in taken else next(one for one in numbered if one not in taken)


def _read(field: Field, raw: Mapping[Any, object], path: str, wrong: Wrong) -> Any:
    if field.name in raw:
        return field.shape.read(raw[field.name], joined(path, field.name), wrong)
    if field.default is REQUIRED:
        add_violation(wrong, joined(path, field.name), "missing")
    return LEFT_OUT if field.stays else field.default


def joined(path: str, name: str) -> str:
    """Return the path of a named value."""
    return f"{path}.{name}" if path else name


@dataclass(frozen=True, slots=True)
class Items(Shape):
    """Records distinguished by a key.

    ``ordered``: their order counts. ``repeats``: several may have one key, distinguished by their order.
    The item with the key DEFAULT_ONE always exists and is always last. ``single``: a flag that at most one
    item may have.
    """

    record: Record
    key: Callable[[Mapping[str, Any]], str]
    ordered: bool = False
    repeats: bool = False
    single: str = ""

    def read(self, raw: object, path: str, wrong: Wrong) -> list[dict[str, Any]]:
        if not isinstance(raw, list):
            add_violation(wrong, path, "list")
            return []
        if len(raw) > MAX_ITEMS:
            add_violation(wrong, path, "many", str(MAX_ITEMS))
            return []
        before = len(wrong)
        items = [self.record.read(one, f"{path}[{place}]", wrong) for place, one in enumerate(raw)]
        if len(wrong) != before:
            return []
        self._told_apart(items, path, wrong)
        return items

    def _told_apart(self, items: list[dict[str, Any]], path: str, wrong: Wrong) -> None:
        seen = set[str]()
        for place, item in enumerate(items):
            key = self.key(item)
            if key in seen and not (self.repeats and key != DEFAULT_ONE):
                add_violation(wrong, f"{path}[{place}]", "again", key or self.label(item))
            seen.add(key)
        having = [place for place, item in enumerate(items) if self.single and item[self.single]]
        for place in having[1:]:
            add_violation(wrong, f"{path}[{place}].{self.single}", "single")

    def keyed(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """Return the items by keys that are all different, in their order, the default one last."""
        found: dict[str, Mapping[str, Any]] = {}
        for item in items:
            found[_free(self.key(item), found)] = item
        if DEFAULT_ONE in found:
            found[DEFAULT_ONE] = found.pop(DEFAULT_ONE)
        return found

    def label(self, item: Mapping[str, Any]) -> str:
        """Return how an item is called: by its first field."""
        return str(item[self.record.fields[0].name])

    def said(self, value: Any) -> Any:
        return [self.record.said(item) for item in value]

    def references(self, value: Any, path: str) -> Iterator[Reference]:
        for place, item in enumerate(value):
            yield from self.record.references(item, f"{path}[{place}]")
