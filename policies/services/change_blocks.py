"""Blocks of writes of policies, and who keeps what they change.

An app above keeps versions of policies. It registers a keeper, which looks at each policy before the first
write of a block and again at its end, inside the same database transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Keeper:
    """``look`` returns a policy as it is stored; ``keep`` writes what has changed since, by whom and when."""

    look: Callable[[Any], Any]
    keep: Callable[[Any, Any, User | None, datetime], None]


@dataclass(frozen=True, slots=True)
class _Changed:
    """A policy that a block writes: the row, as each keeper saw it before, and the last author."""

    row: Any
    before: tuple[Any, ...]
    user: User | None
    now: datetime


_keepers: Final[list[Keeper]] = []
_block: ContextVar[dict[str, _Changed] | None] = ContextVar("block", default=None)


def register_keeper(keeper: Keeper) -> None:
    """Let a keeper see every write of policies from now on."""
    _keepers.append(keeper)


@contextmanager
def one_change() -> Iterator[None]:
    """Make all writes of policies inside one change of each, in one atomic block."""
    if _block.get() is not None:
        yield
        return
    changes: dict[str, _Changed] = {}
    token = _block.set(changes)
    try:
        with transaction.atomic():
            yield
            for change in changes.values():
                for keeper, before in zip(_keepers, change.before, strict=True):
                    keeper.keep(change.row, before, change.user, change.now)
    finally:
        _block.reset(token)


def note_change(row: Any, user: User | None, now: datetime) -> None:
    """Note that a policy is about to be written, unless it is a draft.

    The caller is inside ``one_change``, after its locks.
    """
    changes = _block.get()
    if changes is None:
        raise LookupError("a policy is written outside of a change")
    if row.draft_of_id is None and row.public_id not in changes:
        changes[row.public_id] = _Changed(row, tuple(keeper.look(row) for keeper in _keepers), user, now)
