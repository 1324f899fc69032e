"""The message catalogue: every sentence the server says to a user has a stable key and a class here.

Keys that existing clients of the IDX API translate are kept as they are; our own begin with ``ssr.``.
English texts are the message ids of the translations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.domain.messages import (
    account,
    administration,
    definitions,
    fields,
    group_rules,
    password,
    user_import,
)
from accounts.domain.messages.entry import Entry, MessageClass, format_text
from accounts.domain.violations import Violation

__all__ = ["CATALOGUE", "Entry", "Message", "MessageClass", "entry", "format_text", "register"]

_entries: Final[dict[str, Entry]] = {}
CATALOGUE: Final[Mapping[str, Entry]] = MappingProxyType(_entries)


def register(entries: Mapping[str, Entry]) -> None:
    """Add the messages of an app (its module ``messages``). Raises ValueError for a known key."""
    known = _entries.keys() & entries.keys()
    if known:
        raise ValueError(f"messages registered twice: {sorted(known)}")
    _entries.update(entries)


for _module in (account, administration, definitions, fields, group_rules, password, user_import):
    register(_module.ENTRIES)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to say, by its key; the edge finds the words in the user's language."""

    key: str
    params: tuple[str, ...] = ()

    @classmethod
    def of(cls, violation: Violation) -> "Message":
        return cls(violation.code, violation.params)

    @property
    def cls(self) -> MessageClass:
        return entry(self.key).cls

    @property
    def status(self) -> int:
        return entry(self.key).status

    @property
    def english(self) -> str:
        return format_text(entry(self.key).text, self.params)


def entry(key: str) -> Entry:
    """The catalogue's entry. Raises KeyError for an unknown key, which is a programming error."""
    return CATALOGUE[key]
