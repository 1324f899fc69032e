"""Verification of the log against its seals, a range at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Final

from accounts.batches import in_batches
from accounts.domain.codes import UnknownKey
from accounts.domain.event_seals import (
    MAX_DELAY,
    SEALED_COLUMNS,
    Finding,
    SealedRange,
    compare,
    is_equal,
    is_late,
    removal_mac,
    seal_mac,
)
from accounts.keys import event_seal_keys
from accounts.models import Event, EventSeal, User

BATCH: Final = 500
MAX_FAILURES: Final = 1000
LATE: Final = frozenset({Finding.SEALED_LATE, Finding.BEGINS_LATE})


@dataclass(frozen=True, slots=True)
class Failure:
    """A range of ids that differs from its seal. ``last_id`` is None for what follows the last seal."""

    finding: Finding
    number: int
    first_id: int
    last_id: int | None


@dataclass(slots=True)
class Report:
    """The result: the ranges that were checked, and the first ``MAX_FAILURES`` that fail."""

    ranges: int = 0
    events: int = 0
    removed_ranges: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    last_number: int = 0
    last_mac: str = ""

    def add(self, failure: Failure) -> None:
        """Count a failure, and keep it while there are few."""
        self.failed += 1
        if len(self.failures) < MAX_FAILURES:
            self.failures.append(failure)


def verify_log(now: datetime, *, accepted: int = 0) -> Report:
    """Compare every event with the seal of its range. Seals up to number ``accepted`` may be late."""
    report = Report()
    last: EventSeal | None = None
    for seal in _seals():
        for failure in _failures(seal, last):
            if failure.finding not in LATE or failure.number > accepted:
                report.add(failure)
        report.ranges += 1
        report.removed_ranges += seal.removed_at is not None
        report.events += 0 if seal.removed_at else seal.count
        last = seal
    if last is not None:
        report.last_number, report.last_mac = last.number, last.mac
    for failure in _outside(last, now):
        report.add(failure)
    return report


def has_seal(number: int, mac: str) -> bool:
    """Return whether the chain still holds a seal that the log of a process has."""
    seal = EventSeal.objects.filter(number=number).first()
    return seal is not None and is_equal(seal.mac, mac)


def _seals() -> Iterator[EventSeal]:
    for batch in in_batches(EventSeal.objects.all(), BATCH):
        yield from batch


def _failures(seal: EventSeal, last: EventSeal | None) -> Iterator[Failure]:
    if (gap := _gap(seal, last)) is not None:
        yield gap
    finding = _check(seal)
    if finding is not None:
        # Retention may have removed the range since the seal was read.
        seal.refresh_from_db()
        finding = _check(seal)
    if finding is None and last is None and _begins_late(seal):
        finding = Finding.BEGINS_LATE
    if finding is not None:
        yield Failure(finding, seal.number, seal.first_id, seal.last_id)


def _begins_late(first: EventSeal) -> bool:
    """Return whether the chain is younger than the first account, whose creation was an event."""
    user = User.objects.order_by("id").first()
    return user is not None and is_late(_range_of(first), user.created_at)


def _gap(seal: EventSeal, last: EventSeal | None) -> Failure | None:
    """Return the failure of a chain that lacks seals between these two."""
    number, after, mac = (last.number, last.last_id, last.mac) if last else (0, 0, "")
    if (seal.number, seal.first_id, seal.previous) == (number + 1, after + 1, mac):
        return None
    if seal.number == number + 1 and last is not None and _is_forged(last):
        return None  # reported for the other one
    return Failure(Finding.SEAL_MISSING, number + 1, after + 1, seal.first_id - 1)


def _check(seal: EventSeal) -> Finding | None:
    keys = event_seal_keys()
    try:
        secret = keys.secret(seal.key_id)
        if _is_forged(seal):
            return Finding.SEAL_CHANGED
        if seal.removed_at is not None:
            removal_secret = keys.secret(seal.removal_key_id)
            proof = removal_mac(removal_secret, seal.mac, seal.removed_at)
            if not is_equal(proof, seal.removal_mac):
                return Finding.REMOVAL_FORGED
    except UnknownKey:
        return Finding.KEY_MISSING
    sealed = _range_of(seal)
    events = Event.objects.filter(id__range=(seal.first_id, seal.last_id)).order_by("id")
    if seal.removed_at is not None:
        if events.exists():
            return Finding.INSERTED
        return Finding.SEALED_LATE if is_late(sealed, sealed.newest_at) else None
    # One more than there should be, however many were inserted.
    return compare(secret, sealed, list(events.values_list(*SEALED_COLUMNS)[: seal.count + 1]))


def _is_forged(seal: EventSeal) -> bool:
    """Return whether the seal is not the one that this server wrote. Its key may be missing, too."""
    try:
        secret = event_seal_keys().secret(seal.key_id)
    except UnknownKey:
        return True
    return not is_equal(seal_mac(secret, _range_of(seal)), seal.mac)


def _range_of(seal: EventSeal) -> SealedRange:
    return SealedRange(**{column.name: getattr(seal, column.name) for column in fields(SealedRange)})


def _outside(last: EventSeal | None, now: datetime) -> Iterator[Failure]:
    """Yield events before the first range, and after the last one if they should be sealed by now."""
    if Event.objects.filter(id__lt=1).exists():
        yield Failure(Finding.INSERTED, 0, 0, 0)
    after = last.last_id if last else 0
    oldest = Event.objects.filter(id__gt=after).order_by("id").values_list("occurred_at", flat=True).first()
    if oldest is not None and oldest < now - MAX_DELAY:
        yield Failure(Finding.UNSEALED, last.number + 1 if last else 1, after + 1, None)
