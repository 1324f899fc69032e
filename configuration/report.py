"""Plans and violations, for a terminal and for programs. In English, as every command."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from configuration.plan import Change, ChangeKind, Difference, Plan
from configuration.schema import short_form
from configuration.yaml_text import line_of

MAX_VALUE_LENGTH: Final = 80
UNCHANGED: Final = "No changes."


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield what a terminal shows: the sections with what comes, changes and goes, and the counts."""
    section = ""
    for change in plan.changes:
        if change.section.name != section:
            section = change.section.name
            yield section
        yield f"  {change.kind} {change.label}".rstrip()
        yield from (f"      {_difference(difference)}" for difference in change.differences)
    for order in plan.orders:
        yield f"{order.section.name} (order)"
        yield f"  {ChangeKind.CHANGE} {_value(list(order.before))} -> {_value(list(order.after))}"
    if plan.left:
        yield f"Kept although not in the document (--prune removes it): {', '.join(plan.left)}"
    yield UNCHANGED if plan.is_empty else _counts(plan)


def _counts(plan: Plan) -> str:
    done = ", ".join(f"{plan.count(kind)} to {kind.name.lower()}" for kind in ChangeKind)
    return f"{done}, {len(plan.orders)} to reorder, {plan.unchanged} unchanged."


def _difference(difference: Difference) -> str:
    return f"{difference.path}: {_value(difference.old)} -> {_value(difference.new)}"


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"


def plan_data(plan: Plan, version: str) -> dict[str, Any]:
    """Return the same for programs, values in full."""
    return {
        "version": version,
        "changes": [_change_data(change) for change in plan.changes],
        "orders": [
            {"section": order.section.name, "before": list(order.before), "after": list(order.after)}
            for order in plan.orders
        ],
        "left": list(plan.left),
        "unchanged": plan.unchanged,
    }


def _change_data(change: Change) -> dict[str, Any]:
    differences = [
        {"path": difference.path, "old": difference.old, "new": difference.new}
        for difference in change.differences
    ]
    added = short_form(change.after) if change.after and change.kind is ChangeKind.ADD else None
    return {
        "action": change.kind.name.lower(),
        "section": change.section.name,
        "name": change.label,
        "path": change.path,
        "differences": differences,
        **({} if added is None else {"values": added}),
    }


def violation_lines(violations: Iterable[Violation], lines: Mapping[str, int]) -> Iterator[str]:
    """Yield each violation behind its line and path."""
    for violation in violations:
        line = line_of(lines, violation.field)
        places = [f"line {line}"] if line and violation.field else []
        places += [violation.field] if violation.field else []
        yield ": ".join((*places, Message.of(violation).english))


def violation_data(violations: Iterable[Violation], lines: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the same for programs."""
    return [
        {
            "path": violation.field,
            "line": line_of(lines, violation.field),
            "code": violation.code,
            "message": Message.of(violation).english,
        }
        for violation in violations
    ]
