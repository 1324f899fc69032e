"""The sentence at a field, and for a date the box it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.translations import say
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.steps import Step, StepName

_WRONG_PASSWORD = frozenset({"errors.E0000004", "incorrectPassword"})


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


def faults_of_messages(step: Step, messages: Sequence[Message]) -> dict[str, Fault]:
    """Return the fault of the one field that a message of the whole form is about: a wrong password.

    The message stays in the summary; which of address and password is wrong isn't told there.
    """
    if step.name is not StepName.CHALLENGE_PASSWORD:
        return {}
    wrong = next((message for message in messages if message.key in _WRONG_PASSWORD), None)
    return {PASSWORD_PATH: Fault(say(wrong.key, wrong.params))} if wrong is not None else {}


def part_named_by(code: str) -> str:
    """``ssr.date.month`` and ``ssr.date.month_missing`` are about the month."""
    part = code.removeprefix("ssr.date.").removesuffix("_missing")
    return part if part in ("day", "month", "year") else ""
