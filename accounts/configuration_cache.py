"""Snapshots of configuration rows: read once, shared by every request until a row changes.

A process compares one ``ConfigurationVersion`` row at most once a second, and at once after its own writes.
A write that must decide on today's rows (the end of a transaction) forgets what it saw and so looks again.

A write names the areas that it changes, ``brand`` or, of the policy with the id 7 alone, ``policies:7``. A
snapshot that depends on others stays as it is, and one that knows how reads only the rows that have changed.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import ConfigurationVersion

T = TypeVar("T")
FRESH_FOR_SECONDS = 1.0
BRAND: Final = "brand"
PROFILE_SCHEMA: Final = "profile schema"
GROUPS: Final = "groups"
GROUP_RULES: Final = "group rules"
PASSWORD_HASHES: Final = "password hashes"
EVERYTHING: Final = "*"
MAX_CHANGES: Final = 100
"""A process that has slept through more than so many changes reads everything."""


@dataclass(slots=True)
class _Clock:
    """The newest version this process has seen, and when it looked."""

    token: str = ""
    looked_at: float = float("-inf")
    forgotten: int = 0

    def current(self) -> str:
        if time.monotonic() - self.looked_at < FRESH_FOR_SECONDS:
            return self.token
        before, token = self.forgotten, _newest_token()
        if before == self.forgotten:
            # A read that began before a write must not count as one after it.
            self.token, self.looked_at = token, time.monotonic()
        return token

    def forget(self) -> None:
        self.forgotten += 1
        self.looked_at = float("-inf")


def _newest_token() -> str:
    return ConfigurationVersion.objects.values_list("token", flat=True).first() or ""


_clock = _Clock()


def area_of(area: str, row_id: int) -> str:
    """Return the name of one row of an area."""
    return f"{area}:{row_id}"


def ids_in(changed: Iterable[str], area: str) -> frozenset[int]:
    """Return the rows of an area that are named one by one."""
    parts = (change.partition(":") for change in changed)
    return frozenset(int(row_id) for name, _, row_id in parts if name == area and row_id)


def _changed_between(token: str, newer: str) -> frozenset[str]:
    """Return the areas that changed after one version up to another, or everything when that is unknown."""
    row = ConfigurationVersion.objects.values_list("changes", flat=True).first()
    changes: list[tuple[str, list[str]]] = row or []
    tokens = [token for token, _areas in changes]
    if token not in tokens or newer not in tokens:
        return frozenset({EVERYTHING})
    first, last = tokens.index(token) + 1, tokens.index(newer) + 1
    if first > last:
        return frozenset({EVERYTHING})
    return frozenset(area for _token, areas in changes[first:last] for area in areas)


@dataclass(slots=True)
class Snapshot(Generic[T]):
    """An immutable value loaded from rows, loaded again when an area on which it depends has changed.

    ``areas``: those areas. ``renew`` makes the next value from the present one and what of them has changed.
    """

    load: Callable[[], T]
    areas: frozenset[str]
    renew: Callable[[T, frozenset[str]], T] | None = None
    _held: tuple[str, T] | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(self) -> T:
        """Return the value, loaded again if rows have changed since."""
        token = _clock.current()
        kept = self._held
        if kept is not None and kept[0] == token and token:
            return kept[1]
        with self._lock:
            value = self._next(token)
            self._held = (token, value)
        return value

    def _next(self, token: str) -> T:
        kept = self._held
        if kept is None or not kept[0] or not token:
            return self.load()
        if kept[0] == token:
            return kept[1]
        changed = _changed_between(kept[0], token)
        if EVERYTHING in changed:
            return self.load()
        own = frozenset(area for area in changed if area.partition(":")[0] in self.areas)
        if not own:
            return kept[1]
        return self.renew(kept[1], own) if self.renew is not None else self.load()


def raise_version(*areas: str) -> None:
    """Tell every process which areas of the configuration have changed: without a name, all of them.

    Call it inside the block that changes their rows: it waits for other changes of the configuration.
    """
    with transaction.atomic():
        row = _locked_row()
        known = row.changes or [(row.token, [EVERYTHING])]
        row.token, row.changed_at = secrets.token_hex(8), timezone.now()
        row.changes = [*known, (row.token, sorted(areas) or [EVERYTHING])][-MAX_CHANGES:]
        row.save()
    _clock.forget()
    transaction.on_commit(_clock.forget)


def _locked_row() -> ConfigurationVersion:
    values = {"token": secrets.token_hex(8), "changed_at": timezone.now()}
    row, _made = ConfigurationVersion.objects.select_for_update().get_or_create(id=1, defaults=values)
    return row


def locked_version() -> str:
    """Return the version and lock it against other changes until the caller's atomic block ends."""
    return _locked_row().token


def lock_if_free() -> bool:
    """Lock the version if no other change of the configuration holds it; return whether it is locked."""
    skips = connection.features.has_select_for_update_skip_locked
    rows = ConfigurationVersion.objects.select_for_update(skip_locked=skips)
    return rows.first() is not None


def forget() -> None:
    """Look at the version again at the next question instead of within a second."""
    _clock.forget()
