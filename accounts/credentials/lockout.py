"""Lockout: wrong passwords in a row are counted before they are compared, in one statement that commits.

Each address has two counters, one for the user's trusted browsers and one for all others. A full counter
locks itself only, so strangers never lock out the user's own browsers. The right password clears its
counter; recovery and unlocking clear both.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.domain.events import SYSTEM
from accounts.domain.lifecycle import Action, Status
from accounts.events.log import Entry, record
from accounts.models import PasswordFailures, User
from accounts.users.status import change_status

MAX_IN_A_ROW: Final = 100
"""So many wrong ones in a row end guessing until the password is reset (NIST SP 800-63B-4 §3.2.2)."""
RETENTION: Final = timedelta(days=90)
LOCKED: Final = "user.account.lock"
UNLOCKED: Final = "user.account.unlock"

# A far end stands for "until unlocked": it still fits a timestamp everywhere.
_NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)

# A run that ended by time begins again at one. The row that is locked now is left alone: nothing is returned.
_COUNT: Final = """
INSERT INTO accounts_passwordfailures AS held (key, failures, total, locked_until, last_at)
VALUES (%(key)s, 1, 1, CASE WHEN %(attempts)s = 1 THEN %(until)s END, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN held.locked_until IS NULL THEN held.failures + 1 ELSE 1 END,
  total = held.total + 1,
  locked_until = CASE
    WHEN held.total + 1 >= %(most)s THEN %(never)s
    WHEN %(attempts)s > 0
      AND CASE WHEN held.locked_until IS NULL THEN held.failures + 1 ELSE 1 END >= %(attempts)s
    THEN %(until)s
  END,
  last_at = %(now)s
WHERE held.locked_until IS NULL OR held.locked_until <= %(now)s
RETURNING locked_until
"""


class Rules(Protocol):
    """The lockout of a password policy: wrong passwords allowed (0: unlimited) and how long a lock lasts.

    Without ``unlock_after`` a lock stays until an administrator or the user unlocks it.
    """

    @property
    def attempts(self) -> int: ...

    @property
    def unlock_after(self) -> timedelta | None: ...


@dataclass(frozen=True, slots=True)
class AttemptCounter:
    """Whose passwords are tried (a normal address), and whether from a browser that is known to be theirs."""

    address: str
    trusted: bool = False

    @property
    def key(self) -> str:
        """Return the row's key: a digest, so that the table names no one."""
        counter = "known" if self.trusted else "stranger"
        return hashlib.sha256(f"lockout\0{counter}\0{self.address}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """Whether this password may be compared, and whether it was the last one: if it is wrong, that locks.

    ``until`` is when the next one may be tried, ``None`` also when only unlocking helps.
    """

    allowed: bool
    just_locked: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LockState:
    """Until when each purse of an address is locked; ``None`` when it is open (see ``is_forever``)."""

    trusted: datetime | None = None
    untrusted: datetime | None = None


def count_attempt(counter: AttemptCounter, rules: Rules, now: datetime) -> AttemptResult:
    """Count one password before it is compared, committed at once.

    With ten attempts the tenth is still compared: a right one clears the purse, a wrong one leaves it locked.
    """
    values = _values(counter, rules, now)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        rows = cursor.fetchall()
    if rows:
        return AttemptResult(True, rows[0][0] is not None, _moment(rows[0][0]))
    locked_until = (
        PasswordFailures.objects.filter(key=counter.key).values_list("locked_until", flat=True).first()
    )
    return AttemptResult(False, False, _moment(locked_until))


def _values(counter: AttemptCounter, rules: Rules, now: datetime) -> dict[str, Any]:
    until = now + rules.unlock_after if rules.unlock_after is not None else _NEVER
    return {
        "key": counter.key,
        "attempts": rules.attempts,
        "now": now.timestamp(),
        "until": until.timestamp(),
        "never": _NEVER.timestamp(),
        "most": MAX_IN_A_ROW,
    }


def _moment(seconds: float | None) -> datetime | None:
    if seconds is None or seconds >= _NEVER.timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def clear(counter: AttemptCounter) -> None:
    """Forget what was counted in one purse: the right password was given."""
    PasswordFailures.objects.filter(key=counter.key).delete()


def clear_both(address: str) -> bool:
    """Forget what was counted at an address: it was recovered or unlocked, or has a new holder.

    Return whether there was anything.
    """
    keys = [AttemptCounter(address, trusted).key for trusted in (True, False)]
    return bool(PasswordFailures.objects.filter(key__in=keys).delete()[0])


def lock_state(addresses: Iterable[str], now: datetime) -> Mapping[str, LockState]:
    """Return which of the normal addresses are locked now, and until when; open ones are left out."""
    counters = {
        AttemptCounter(address, trusted).key: (address, trusted)
        for address in addresses
        for trusted in (True, False)
    }
    found: dict[str, dict[bool, datetime]] = {}
    for row in locked_counters((AttemptCounter(*counter) for counter in counters.values()), now):
        address, trusted = counters[row.key]
        found.setdefault(address, {})[trusted] = datetime.fromtimestamp(row.locked_until or 0.0, UTC)
    return {address: LockState(ends.get(True), ends.get(False)) for address, ends in found.items()}


def locked_counters(counters: Iterable[AttemptCounter], now: datetime) -> QuerySet[PasswordFailures]:
    """Return the rows of those purses that are locked now."""
    keys = [counter.key for counter in counters]
    return PasswordFailures.objects.filter(key__in=keys, locked_until__gt=now.timestamp())


def is_forever(until: datetime) -> bool:
    """Return whether a lock has no end of its own."""
    return until >= _NEVER


def lock_account(user_id: int, now: datetime, *, transaction_id: str = "") -> bool:
    """Lock the account because the purse of its own browsers is full; every session of it is over.

    Return whether this call did it: only an active account is locked, and only once.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        if Status(user.status) is not Status.ACTIVE:
            return False
        change_status(user, Action.LOCK, now)
        record([Entry(LOCKED, user_id=user.public_id, actor=SYSTEM, transaction_id=transaction_id)], now=now)
    return True


def record_untrusted_lock(user_id: str, now: datetime, *, transaction_id: str = "") -> None:
    """Record that untrusted browsers are locked out; the account and its sessions stay as they are.

    ``user_id`` is the public id of the user, empty if the address is unknown.
    """
    entry = Entry(
        LOCKED,
        user_id=user_id,
        actor=SYSTEM,
        transaction_id=transaction_id,
        detail={"variant": "strangers"},
    )
    record([entry], now=now)


def unlock_if_due(user: User, now: datetime) -> bool:
    """Activate a locked account whose time is over, when its user tries to sign in.

    Return whether this call did it; ``user`` is then updated.
    """
    if Status(user.status) is not Status.LOCKED_OUT or _still_locked(user, now):
        return False
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if Status(locked.status) is not Status.LOCKED_OUT:
            return False
        change_status(locked, Action.UNLOCK, now)
        unlocked = Entry(UNLOCKED, user_id=locked.public_id, actor=SYSTEM, detail={"variant": "time"})
        record([unlocked], now=now)
    user.refresh_from_db()
    return True


def _still_locked(user: User, now: datetime) -> bool:
    return locked_counters((AttemptCounter(user.login or "", trusted=True),), now).exists()


def purge(now: datetime) -> int:
    """Delete runs without a recent failure; locks without an end stay."""
    old = PasswordFailures.objects.filter(last_at__lt=(now - RETENTION).timestamp())
    return old.exclude(locked_until__gt=now.timestamp()).delete()[0]
