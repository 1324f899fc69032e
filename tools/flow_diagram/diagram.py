"""The diagrams of the flows, found by asking ``next_step`` about example facts, never drawn by hand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from accounts.domain.challenges import ChallengePurpose
from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.pages.common import phone_number
from flows.domain.steps import FormKind, FormName, Step, StepName
from flows.domain.subjects import EmailSubject, PhoneSubject
from flows.domain.transaction import INTENTS, Intent, Transaction
from tools.flow_diagram import examples
from tools.flow_diagram.example_answers import ANSWERS
from tools.flow_diagram.example_beginnings import beginnings
from tools.flow_diagram.examples import Example

NextStep = Callable[[FlowState], Step]

INTRODUCTION: Final = """# The flows

One diagram for each intent of a transaction. `python -m tools.flow_diagram` finds the edges: it runs
`flows/domain/next_step.py` over example facts and policies, from each step by the facts that its forms can
change. A test keeps this page up to date.

The diagrams omit some edges. When the transaction expires or the user's security epoch changes, every step
leads to `ended`. A refused submission stays on its step. Where several authenticators are possible,
`select-authenticator-authenticate` and `select-authenticator-enroll` lead to another one. `resend` stays on
the step, and `select-identify` ("not you?") returns to `identify`. Without such a choice an arrow leads to
the authenticator that is prompted for first.
"""

_ASIDE: Final = frozenset(
    {
        FormName.SELECT_AUTHENTICATOR_AUTHENTICATE,
        FormName.SELECT_AUTHENTICATOR_ENROLL,
        FormName.SELECT_IDENTIFY,
        FormName.RESEND,
    }
)
_KEPT: Final = frozenset({StepName.SELECT_ENROLL, StepName.ENROLL_PROFILE, StepName.IDENTIFY_RECOVERY})
"""Steps on which choosing is what the page is for, or leaving is the other way to go on."""


@dataclass(frozen=True, order=True, slots=True)
class Edge:
    """An answer to ``form`` on ``source`` that leads to ``target``, in an attempt of this intent."""

    intent: Intent
    source: str
    target: str
    form: str


def edges(ask: NextStep = next_step) -> tuple[Edge, ...]:
    """Return every edge that some example facts and policies lead along."""
    found: set[Edge] = set()
    for example in examples.examples():
        starts = [_entered(begun, example, ask) for intent in Intent for begun in beginnings(intent, example)]
        found |= {Edge(start.intent, "[*]", ask(example.state(start)).name, "") for start in starts}
        found |= set(_walk(starts, example, ask))
    return tuple(sorted(found))


def _walk(starts: Iterable[Transaction], example: Example, ask: NextStep) -> Iterator[Edge]:
    waiting, seen = list(starts), set[str]()
    while waiting:
        facts = waiting.pop()
        name = _name(facts)
        if name in seen:
            continue
        seen.add(name)
        step = ask(example.state(facts))
        for edge, reached in _answers(facts, step, example, ask):
            yield edge
            waiting.append(reached)


def _name(facts: Transaction) -> str:
    """Return a name for the facts that says nothing of the order in which they came, or of a dead choice."""
    proofs = tuple(sorted(facts.proofs, key=lambda proof: proof.authenticator))
    pending = tuple(sorted(facts.pending, key=lambda one: one.authenticator))
    choice = facts.choice if facts.chosen is not None else None
    return repr(replace(facts, proofs=proofs, pending=pending, choice=choice)) + facts.password_hash


def _answers(
    facts: Transaction, step: Step, example: Example, ask: NextStep
) -> Iterator[tuple[Edge, Transaction]]:
    for form in step.forms:
        if form.kind is FormKind.POLL:
            continue
        if step.name is StepName.DONE:
            end = "session" if step.signs_in else "no_session"
            yield Edge(facts.intent, step.name, end, form.name), facts
            continue
        for changed in ANSWERS[step.name, form.name](facts, step, example):
            reached = _entered(changed, example, ask)
            target = ask(example.state(reached)).name
            yield Edge(facts.intent, step.name, target, form.name), reached


def _entered(facts: Transaction, example: Example, ask: NextStep) -> Transaction:
    """Give a step that waits for a mail or a text the challenge that it is entered with."""
    subject = ask(example.state(facts)).subject
    if isinstance(subject, EmailSubject) and not subject.serial:
        return examples.with_challenge(facts, subject.purpose)
    number = phone_number(facts, enrolling=subject.enrolling) if isinstance(subject, PhoneSubject) else ""
    return examples.with_challenge(facts, ChallengePurpose.PHONE, number) if number else facts


def page(ask: NextStep = next_step) -> str:
    """Return the whole Markdown page."""
    found = edges(ask)
    return "\n".join([INTRODUCTION, *(_chapter(intent, found) for intent in Intent)])


def _chapter(intent: Intent, found: tuple[Edge, ...]) -> str:
    drawn = [edge for edge in found if edge.intent is intent and _is_drawn(edge)]
    lines = [
        _line(source, target, [edge.form for edge in same])
        for (source, target), same in groupby(drawn, lambda edge: (edge.source, edge.target))
    ]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
    return f"## {INTENTS[intent]}\n\n{diagram}\n"


def _is_drawn(edge: Edge) -> bool:
    return edge.source != edge.target and (edge.form not in _ASIDE or edge.source in _KEPT)


def _line(source: str, target: str, forms: list[str]) -> str:
    said = " or ".join(forms)
    return f"    {_node(source)} --> {_node(target)}" + (f": {said}" if said else "")


def _node(name: str) -> str:
    return name if name == "[*]" else name.replace("-", "_")
