"""Processor time of deciding by many policies: nothing but Python, no database."""

import time
from datetime import UTC, datetime
from datetime import time as clock
from ipaddress import ip_address

from accounts.domain.columns import Column, ColumnKind
from benchmarks.report import Goal, Result, Row
from policies.domain.conditions import COLUMNS, read_conditions
from policies.domain.decide import decide
from policies.domain.declaration import Named
from policies.domain.defaults import SESSION, default_policy
from policies.domain.facts import Facts
from policies.domain.rules import Policy, Rule
from policies.domain.snapshot import PolicySnapshot
from policies.domain.zones import Zone, networks_of

POLICIES, RULES, GROUPS = 1000, 10, 200
ROUNDS = 50
_ASKED = {
    "groups_included": (Named(-1, "nobody's"),),
    "zones_excluded": (Zone(1, "Office", networks_of("203.0.113.0/24\n2001:db8::/32")),),
    "from_time": clock(9),
    "until_time": clock(17),
    "time_zone": "Europe/Berlin",
}


def measure(_people: int) -> Result:
    """Return milliseconds for one decision that looks at every rule of the user's policies."""
    snapshot = PolicySnapshot(session_policies=_policies())
    facts = Facts(
        at=datetime(2026, 1, 5, 12, tzinfo=UTC),
        group_ids=frozenset(range(GROUPS)),
        ip_address=ip_address("198.51.100.7"),
    )
    before = time.process_time()
    for _ in range(ROUNDS):
        decide(snapshot, facts).session  # noqa: B018 - a property that decides when it is read
    used = (time.process_time() - before) * 1000 / ROUNDS
    title = f"One decision by {POLICIES:,} policies of {RULES} rules"
    return Result([Row(title, "ms", used, goals=(Goal(used, 5),))])


def _policies() -> tuple[Policy, ...]:
    conditions = read_conditions({column.name: _value(column) for column in COLUMNS})
    ordered = conditions[1:] + conditions[:1]  # the one that does not hold comes last: the slowest order
    rules = tuple(Rule(number, "Rule", ordered, SESSION) for number in range(RULES))
    many = tuple(Policy(number, "Policy", frozenset({number}), rules) for number in range(POLICIES))
    return (*many, default_policy(SESSION))


def _value(column: Column) -> object:
    if column.name in _ASKED:
        return _ASKED[column.name]
    if column.kind.is_list:
        return None if column.limits else ()
    return {ColumnKind.SEVERAL: frozenset(), ColumnKind.TIME: None}.get(column.kind, column.default)
