"""Facts, rules and columns for tests, with everything left out that a test is not about."""

from datetime import UTC, datetime
from typing import Any

from accounts.domain.columns import ColumnKind
from policies.domain.conditions import COLUMNS
from policies.domain.facts import Facts
from policies.domain.rules import Policy, Rule

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # a Sunday
_EMPTY = {ColumnKind.SEVERAL: frozenset(), ColumnKind.TIME: None}


def facts(**changes: Any) -> Facts:
    """Return the facts of a sign-in on a known device, changed."""
    return Facts(**{"at": NOW, "new_device": False, **changes})


def values(**changes: Any) -> dict[str, Any]:
    """Return the columns of a rule that asks nothing, changed."""
    return {column.name: _empty(column) for column in COLUMNS} | changes


def _empty(column: Any) -> Any:
    if column.kind.is_list:
        return None if column.limits else ()
    return _EMPTY.get(column.kind, column.default)


def policy(*rules: Rule, **changes: Any) -> Policy:
    """Return a policy for all users, unless the changes say otherwise."""
    given = {"id": 1, "name": "Policy", "group_ids": frozenset(), "is_default": True, **changes}
    return Policy(rules=rules, **given)


def rule(outcome: Any, *conditions: Any, **changes: Any) -> Rule:
    """Return a rule with these conditions."""
    return Rule(**{"id": 1, "name": "Rule", "conditions": conditions, "outcome": outcome, **changes})
