"""How a condition says which columns it needs, and how it is read from them.

A condition is one module of ``policies.domain.conditions``. The model of a rule gets its columns, the
administration its fields and the snapshot its condition from the module's ``DECLARATION``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.domain.columns import Column
from accounts.domain.violations import Violation
from policies.domain.rules import Condition, Kind

Values = Mapping[str, Any]
"""By column: text, ``bool``, ``time`` or nothing, a set of keys, or a tuple of ``Named``, ``NamedProvider``
or ``Zone``.

A list that limits (``Column.limits``) is nothing when it was never filled. When it was, and all it named are
gone since, it is empty: then the rule is for nobody, where it would be for everybody otherwise.
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A group or a user that a rule names."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class NamedProvider:
    """An identity provider that a rule names. Proofs have its public id."""

    public_id: str
    name: str


def _nothing_wrong(_values: Values) -> tuple[Violation, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A condition as the rest of the server meets it.

    ``read`` returns nothing when the columns ask nothing. ``kinds``: the policies whose rules may ask it.
    ``order``: where its fields stand on a page. ``lead`` begins its sentence there, as in "Group is", and
    ``unset`` ends it while its columns are empty.
    """

    name: str
    order: int
    lead: str
    unset: str
    columns: tuple[Column, ...]
    read: Callable[[Values], Condition | None]
    check: Callable[[Values], tuple[Violation, ...]] = _nothing_wrong
    kinds: frozenset[Kind] = frozenset(Kind)


def labels(choices: tuple[tuple[str, str], ...], keys: frozenset[str]) -> str:
    """Return the labels of the chosen keys, in the order of the choices."""
    return ", ".join(label for key, label in choices if key in keys)


def names(things: tuple[Any, ...]) -> str:
    """Return the names of what was chosen, in the order of the alphabet."""
    return ", ".join(sorted(thing.name for thing in things)) or "–"
