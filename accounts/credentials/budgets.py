"""Hard limits: each use is counted by one statement of its own, before anything is compared or sent.

They live in the database and fail closed. Each is counted twice over, once for trusted browsers of the user
and once for all others, so that strangers cannot use up what the user needs.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from accounts.domain import budgets
from accounts.domain.budgets import MICROSECONDS, Limit, Limits, Use
from accounts.domain.networks import network_of
from accounts.models import Budget

_FIVE_MINUTES, _HOUR, _DAY = 300.0, 3600.0, 86400.0

# The times of the uses within the long period are the budget. Parallel uses queue on the row's lock, so the
# condition always sees every use before it. The two databases differ in how they open a JSON array only.
_CHARGE: Final = """
INSERT INTO accounts_budget AS held (key, uses, ends_at)
VALUES (%(key)s, {append_to_none}, %(now)s + %(long)s)
ON CONFLICT (key) DO UPDATE SET
  uses = (SELECT {collect} FROM {each} WHERE {at} > %(now)s - %(long)s){append},
  ends_at = %(now)s + %(long)s
WHERE (
  SELECT CASE WHEN count(CASE WHEN {network} = %(network)s THEN 1 END) = 0
    THEN count(CASE WHEN {at} > %(now)s - %(short)s THEN 1 END) < %(short_new)s AND count(*) < %(long_new)s
    ELSE count(CASE WHEN {at} > %(now)s - %(short)s THEN 1 END) < %(short_seen)s AND count(*) < %(long_seen)s
  END
  FROM {each} WHERE {at} > %(now)s - %(long)s
)
"""
_DIALECTS: Final = {
    "sqlite": {
        "each": "json_each(held.uses)",
        "at": "json_extract(value, '$[0]')",
        "network": "json_extract(value, '$[1]')",
        "collect": "json_insert(json_group_array(json(value)), '$[#]', json_array(%(now)s, %(network)s))",
        "append": "",
        "append_to_none": "json_array(json_array(%(now)s, %(network)s))",
    },
    "postgresql": {
        "each": "jsonb_array_elements(held.uses)",
        "at": "(value->>0)::bigint",
        "network": "value->>1",
        "collect": "COALESCE(jsonb_agg(value), '[]'::jsonb)",
        "append": " || jsonb_build_array(jsonb_build_array(%(now)s::bigint, %(network)s::text))",
        "append_to_none": "jsonb_build_array(jsonb_build_array(%(now)s::bigint, %(network)s::text))",
    },
}


class Purpose(StrEnum):
    """What is counted."""

    SIGN_UP_MAIL = "sign-up-mail"
    RECOVERY_MAIL = "recovery-mail"
    MAIL = "mail"
    CODE = "code"
    FACTOR = "factor"
    TEXT = "text"
    EXPORT = "export"
    TEST_MAIL = "test-mail"


def _shared(count: int, seconds: float) -> Limit:
    """Return a limit whose last quarter is kept for new networks: who asks first does not get everything."""
    return Limit(count, seconds, reserve=count // 4)


LIMITS: Final = {
    # Apart from one another: requests for one kind of mail never use up another kind.
    Purpose.SIGN_UP_MAIL: Limits(_shared(5, _HOUR), _shared(10, _DAY)),
    Purpose.RECOVERY_MAIL: Limits(_shared(5, _HOUR), _shared(10, _DAY)),
    Purpose.MAIL: Limits(_shared(5, _HOUR), _shared(20, _DAY)),
    Purpose.CODE: Limits(_shared(20, _HOUR), _shared(50, _DAY)),
    # What is typed after the first factor: app codes, recovery and access codes, answers to questions.
    Purpose.FACTOR: Limits(Limit(5, _FIVE_MINUTES), Limit(50, _DAY)),
    # Texts to whatever numbers one user gives: each costs money.
    Purpose.TEXT: Limits(Limit(10, _HOUR), Limit(20, _DAY)),
    # One's own data, gathered from every table.
    Purpose.EXPORT: Limits(Limit(5, _HOUR), Limit(20, _DAY)),
    # An administrator's test emails never use up the address's sign-in codes.
    Purpose.TEST_MAIL: Limits(Limit(5, _HOUR), Limit(20, _DAY)),
}


@dataclass(frozen=True, slots=True)
class Charge:
    """One use of a budget: its purpose, its subject (a normal address) and the network it comes from.

    ``trusted`` says that it comes from a trusted browser. Those share what they have: it is one user's.
    """

    purpose: Purpose
    subject: str
    trusted: bool = False
    ip_address: str = ""

    @property
    def key(self) -> str:
        """The row's key: a digest, so that the table names no user."""
        trust = "known" if self.trusted else "stranger"
        return hashlib.sha256(f"{self.purpose}\0{trust}\0{self.subject}".encode()).hexdigest()

    @property
    def limits(self) -> Limits:
        """The limits that hold for this use."""
        limits = LIMITS[self.purpose]
        if not self.trusted:
            return limits
        whole = (Limit(limit.count, limit.seconds) for limit in (limits.short, limits.long))
        return Limits(*whole)

    def at(self, now: datetime) -> Use:
        """Return the use with a short keyed digest of its network, which differs from budget to budget."""
        value = f"{self.key}\0{network_of(self.ip_address)}"
        return Use(
            round(now.timestamp() * MICROSECONDS),
            salted_hmac("accounts.budget.network", value).hexdigest()[:12],
        )


def spend(charge: Charge, now: datetime) -> bool:
    """Count one use, committed at once. Return whether there was room; a refused use is not counted."""
    short, long, use = charge.limits.short, charge.limits.long, charge.at(now)
    values: dict[str, str | int] = {
        "key": charge.key,
        "now": use.at,
        "network": use.network,
        "short": short.microseconds,
        "long": long.microseconds,
        "short_new": short.room(is_new=True),
        "short_seen": short.room(is_new=False),
        "long_new": long.room(is_new=True),
        "long_seen": long.room(is_new=False),
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_CHARGE.format(**_DIALECTS[connection.vendor]), values)
        return int(cursor.rowcount) == 1


def seconds_left(charge: Charge, now: datetime) -> int:
    """Return the seconds until such a use is allowed, rounded up; 0 when it is allowed now."""
    uses = Budget.objects.filter(key=charge.key).values_list("uses", flat=True).first() or []
    return budgets.seconds_left((Use(at, network) for at, network in uses), charge.at(now), charge.limits)


def clear(charge: Charge) -> None:
    """Forget every use: a right answer clears the user's own count."""
    Budget.objects.filter(key=charge.key).delete()


def purge(now: datetime) -> int:
    """Delete budgets whose last use is over; return how many."""
    return Budget.objects.filter(ends_at__lte=round(now.timestamp() * MICROSECONDS)).delete()[0]
