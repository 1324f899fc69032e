"""What every section of the document is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from accounts.models import Group, User
from configuration.column_types import Column, values_of, write_columns
from configuration.schema import DEFAULT_KEY, SINGLE, DocumentEntry, keyed, label_of, list_of


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry as it should be. ``before`` is nothing for a new one; a section of one entry has no key.

    ``user``: the author; nothing for a command on the server itself.
    """

    key: str
    before: Any
    after: Any
    now: datetime
    user: User | None = None


@dataclass(frozen=True, slots=True)
class GeneratedSecret:
    """A secret ``value`` that an apply prints once, by the name of its owner."""

    what: str
    name: str
    value: str


class Section(ABC):
    """One part of the document: the entries of one table. ``name`` is its path.

    ``write``, ``remove`` and ``reorder`` raise ValidationFailed with violations whose fields are paths inside
    the entry.
    """

    name: str
    comment: ClassVar[str]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[Mapping[str, Column]]
    entry: type[DocumentEntry]

    @abstractmethod
    def write(self, row: Any, change: EntryChange) -> Sequence[GeneratedSecret] | None:
        """Write a row that has the columns of the entry; return the secrets that this generates, if any."""

    def rows(self) -> Any:
        """Return the rows of the table that belong to the section, in the order of the document."""
        return self.model._default_manager.all()  # noqa: SLF001 - the public name depends on the model

    def new_row(self) -> Any:
        """Return a new row."""
        return self.model()

    def more_values(self, row: Any) -> Mapping[str, Any]:
        """Return the values of an entry that no column holds as the document does."""
        return {}

    def read(self) -> Any:
        """Return the entry, or the list of entries, of the rows."""
        rows = self.rows() if self.is_list else [self.row(DEFAULT_KEY)]
        items = [self.entry_of(row) for row in rows]
        return items if self.is_list else items[0]

    def entry_of(self, row: Any) -> DocumentEntry:
        """Return a row as an entry."""
        return self.entry.model_construct(**{**values_of(row, self.columns), **self.more_values(row)})

    def row(self, key: str) -> Any:
        """Return the row of an entry; a new one if there is none."""
        rules, rows = self.entry.list_rules, self.rows()
        if rules.has_default:
            rows = rows.filter(is_default=key == DEFAULT_KEY)
        if key != DEFAULT_KEY:
            rows = rows.filter(**{rules.identified_by: key})
        return rows.first() or self.new_row()

    def save(self, change: EntryChange) -> Sequence[GeneratedSecret] | None:
        """Write an entry; return the secrets that this generates, if any."""
        row = self.row(change.key)
        write_columns(row, self.columns, change.after)
        return self.write(row, change)

    def remove(self, key: str, now: datetime) -> None:
        """Remove an entry."""
        raise NotImplementedError

    def reorder(self, keys: Sequence[str], now: datetime) -> None:
        """Put the entries in this order; the default one stays last."""
        raise NotImplementedError

    def is_permanent(self, _entry: DocumentEntry) -> bool:
        """Whether an entry is never removed."""
        return False

    @property
    def is_list(self) -> bool:
        """Whether it is a list of entries."""
        return self.entry.list_rules is not SINGLE

    @property
    def content(self) -> Any:
        """The type of its value."""
        return list_of(self.entry) if self.is_list else self.entry

    @property
    def heading(self) -> str:
        """The first part of its path."""
        return self.name.partition(".")[0]

    def keyed(self, value: Any) -> dict[str, DocumentEntry]:
        """Return its entries by key; a single one has the key DEFAULT_KEY."""
        return keyed(value if self.is_list else [value])

    def paths(self, value: Any) -> Callable[[DocumentEntry], str]:
        """Return the function from an entry to its path in the document, whose value of the section is given.

        An entry that the document does not have is named.
        """
        if not self.is_list:
            return lambda item: self.name
        # By identity: two entries of a list may be equal.
        places = {id(item): place for place, item in enumerate(value or ())}
        return lambda item: f"{self.name}[{places.get(id(item), label_of(item))}]"


def group_names(row: Any) -> list[str]:
    """Return the names of a row's groups."""
    return sorted(group.name for group in row.groups.all())


def groups_by_name(names: Iterable[str]) -> list[Group]:
    """Return the groups with these names; validation has found all of them before."""
    return list(Group.objects.filter(name__in=names).order_by("name"))
