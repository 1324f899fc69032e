"""Seals of the log: keyed digests of closed ranges of events, each over the seal before it (ADR 0067)."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

SEALED_COLUMNS: Final = (
    "id",
    "uuid",
    "schema_version",
    "type",
    "outcome",
    "reason",
    "actor_type",
    "actor_id",
    "user_id",
    "targets",
    "transaction_id",
    "transaction_reference",
    "detail",
    "context_id",
    "occurred_at",
)
"""Columns that never change, the id first. The context is not sealed: erasure empties it."""
MAX_EVENTS: Final = 1000
MAX_DELAY: Final = timedelta(hours=1)
"""How long an event waits for its seal at most, while beat and the worker run."""

Row = Sequence[Any]
"""The values of the sealed columns of one event."""


class Finding(StrEnum):
    """The kinds of differences between the log and its seals."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    REMOVAL_FORGED = "removal_forged"
    KEY_MISSING = "key_missing"
    UNSEALED = "unsealed"
    SEALED_LATE = "sealed_late"
    BEGINS_LATE = "begins_late"


@dataclass(frozen=True, slots=True)
class SealedRange:
    """What a seal says of its range. ``ordered`` and ``unordered`` are digests of the events."""

    number: int
    first_id: int
    last_id: int
    count: int
    newest_at: datetime
    sealed_at: datetime
    key_id: str
    previous: str
    ordered: str
    unordered: str


def ordered_digest(secret: bytes, rows: Iterable[Row]) -> str:
    """Return the digest of the events with their ids, in their order."""
    return _mac(secret, "ordered", *(_canonical(dict(zip(SEALED_COLUMNS, row, strict=True))) for row in rows))


def unordered_digest(secret: bytes, rows: Iterable[Row]) -> str:
    """Return the digest of the same events without their ids, in whatever order they are."""
    parts = [_canonical(dict(zip(SEALED_COLUMNS[1:], row[1:], strict=True))) for row in rows]
    return _mac(secret, "unordered", *sorted(parts))


def seal_mac(secret: bytes, sealed: SealedRange) -> str:
    """Return the seal itself, which the next one repeats as ``previous``."""
    return _mac(secret, "seal", _canonical(asdict(sealed)))


def removal_mac(secret: bytes, seal: str, removed_at: datetime) -> str:
    """Return the proof that retention removed the events of a range, which its seal outlives."""
    return _mac(secret, "removal", _canonical({"seal": seal, "removed_at": removed_at}))


def is_equal(expected: str, stored: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(expected.encode(), stored.encode())


def compare(secret: bytes, sealed: SealedRange, rows: Sequence[Row]) -> Finding | None:
    """Return how the events of a range differ from what was sealed, if they do."""
    if len(rows) != sealed.count:
        return Finding.MISSING if len(rows) < sealed.count else Finding.INSERTED
    if is_equal(ordered_digest(secret, rows), sealed.ordered):
        times = [row[SEALED_COLUMNS.index("occurred_at")] for row in rows]
        return Finding.SEALED_LATE if is_late(sealed, min(times)) else None
    same_events = is_equal(unordered_digest(secret, rows), sealed.unordered)
    return Finding.REORDERED if same_events else Finding.CHANGED


def is_late(sealed: SealedRange, since: datetime) -> bool:
    """Return whether the seal was made so long after this moment that it may replace an earlier one."""
    return since < sealed.sealed_at - MAX_DELAY


def _canonical(members: dict[str, Any]) -> str:
    """Return the members as JSON with one spelling on every database: ordered names, ASCII, times in UTC."""
    return json.dumps(members, sort_keys=True, separators=(",", ":"), default=_as_text)


def _as_text(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _mac(secret: bytes, use: str, *parts: str) -> str:
    # JSON holds no line break, so no two lists of parts give the same message.
    return hmac.new(secret, "\n".join((use, *parts)).encode(), hashlib.sha256).hexdigest()
