"""Hard budgets: counted in one statement of their own, before anything is compared or sent.

They live in the database and fail closed. Each is counted twice over, once for strangers and once for
browsers that are known to belong to the person, so that strangers cannot use up what the person needs.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction

from accounts.domain.budgets import Limit, retry_after
from accounts.models import Budget

_FIVE_MINUTES, _HOUR, _DAY = 300.0, 3600.0, 86400.0

_CHARGE = """
INSERT INTO accounts_budget AS held (key, short_tat, long_tat)
VALUES (%(key)s, %(now)s + %(short)s, %(now)s + %(long)s)
ON CONFLICT (key) DO UPDATE SET
  short_tat = CASE WHEN held.short_tat > %(now)s THEN held.short_tat ELSE %(now)s END + %(short)s,
  long_tat = CASE WHEN held.long_tat > %(now)s THEN held.long_tat ELSE %(now)s END + %(long)s
WHERE held.short_tat <= %(now)s + %(short_room)s AND held.long_tat <= %(now)s + %(long_room)s
"""


class Purpose(StrEnum):
    """What is counted."""

    MAIL = "mail"
    CODE = "code"
    FACTOR = "factor"
    TEXT = "text"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Limits:
    """A short limit and a long one; both must have room."""

    short: Limit
    long: Limit


LIMITS = {
    Purpose.MAIL: Limits(Limit(5, _HOUR), Limit(20, _DAY)),
    Purpose.CODE: Limits(Limit(20, _HOUR), Limit(50, _DAY)),
    # What is typed after the first factor: app codes, recovery and access codes, answers to questions.
    Purpose.FACTOR: Limits(Limit(5, _FIVE_MINUTES), Limit(50, _DAY)),
    # Texts to whatever numbers one person gives: each costs money.
    Purpose.TEXT: Limits(Limit(10, _HOUR), Limit(20, _DAY)),
    # One's own data, gathered from every table.
    Purpose.EXPORT: Limits(Limit(5, _HOUR), Limit(20, _DAY)),
}


@dataclass(frozen=True, slots=True)
class Charge:
    """One use of a budget: what for, of whom (a normal address), and from which purse."""

    purpose: Purpose
    subject: str
    known: bool = False

    @property
    def key(self) -> str:
        """The row's key: a digest, so that the table tells nothing about anybody."""
        purse = "known" if self.known else "stranger"
        return hashlib.sha256(f"{self.purpose}\0{purse}\0{self.subject}".encode()).hexdigest()


def spend(charge: Charge, now: datetime) -> bool:
    """Count one use, committed at once. Return whether there was room; nothing is counted when not."""
    limits = LIMITS[charge.purpose]
    values: dict[str, str | float] = {
        "key": charge.key,
        "now": now.timestamp(),
        "short": limits.short.interval,
        "long": limits.long.interval,
        "short_room": limits.short.seconds - limits.short.interval,
        "long_room": limits.long.seconds - limits.long.interval,
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_CHARGE, values)
        return cursor.rowcount == 1


def seconds_left(charge: Charge, now: datetime) -> int:
    """Return how many seconds until a refused use would be allowed."""
    row = Budget.objects.filter(key=charge.key).first()
    if row is None:
        return 0
    limits, moment = LIMITS[charge.purpose], now.timestamp()
    waits = (retry_after(row.short_tat, moment, limits.short), retry_after(row.long_tat, moment, limits.long))
    return int(max(waits)) + 1


def clear(charge: Charge) -> None:
    """Give back everything used: a right password clears the account's own count."""
    Budget.objects.filter(key=charge.key).delete()


def purge(now: datetime) -> int:
    """Delete budgets that are full again; return how many."""
    return Budget.objects.filter(long_tat__lt=now.timestamp()).delete()[0]
