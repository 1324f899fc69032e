"""The sentence at a field, and for a date the box it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.domain.violations import Violation
from accounts.wording import say


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field. ``part`` is day, month or year where the message names one, else empty."""

    text: str
    part: str = ""


def faults_by_path(violations: Sequence[Violation]) -> dict[str, Fault]:
    """The first violation of each field: one sentence at a time is read, two are skipped."""
    first: dict[str, Fault] = {}
    for violation in violations:
        fault = Fault(say(violation.code, violation.params), part_named_by(violation.code))
        first.setdefault(violation.field, fault)
    return first


def part_named_by(code: str) -> str:
    """``ssr.date.month`` and ``ssr.date.month_missing`` are about the month."""
    part = code.removeprefix("ssr.date.").removesuffix("_missing")
    return part if part in ("day", "month", "year") else ""
