"""The diagram of the flows, found by asking ``next_step`` about example facts, never drawn by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flows.domain import examples
from flows.domain.next_step import next_step
from flows.domain.policies import Policies
from flows.domain.steps import FormKind, Step, StepName
from flows.domain.subjects import EmailSubject
from flows.domain.transaction import Intent, Transaction

NextStep = Callable[[Transaction, Policies, datetime], Step]

INTRODUCTION = """# The flows

Found by running `flows/domain/next_step.py` over example facts and policies, from each step by the facts that
its forms can change. `manage.py flow_diagram` writes this page; a test keeps it fresh. A person also reaches
`ended` from every step when the transaction runs out of time or their security epoch moves, and stays on a
step whose answer is refused.
"""


@dataclass(frozen=True, order=True, slots=True)
class Edge:
    """An answer to ``form`` on ``source`` that leads to ``target``."""

    source: str
    form: str
    target: str


def edges(ask: NextStep = next_step) -> tuple[Edge, ...]:
    """Return every edge that some example facts and policies lead along."""
    found: set[Edge] = set()
    for policies in examples.policies():
        for intent in Intent:
            start = _entered(examples.beginning(intent), policies, ask)
            found.add(Edge("[*]", intent.value, ask(start, policies, examples.NOW).name))
            found |= set(_walk(start, policies, ask))
    return tuple(sorted(found))


def _walk(start: Transaction, policies: Policies, ask: NextStep) -> Iterator[Edge]:
    waiting, seen = [start], set[str]()
    while waiting:
        facts = waiting.pop()
        if repr(facts) in seen:
            continue
        seen.add(repr(facts))
        step = ask(facts, policies, examples.NOW)
        for edge, reached in _answers(facts, step, policies, ask):
            yield edge
            waiting.append(reached)


def _answers(
    facts: Transaction, step: Step, policies: Policies, ask: NextStep
) -> Iterator[tuple[Edge, Transaction]]:
    for form in step.forms:
        if form.kind is FormKind.POLL:
            continue
        if step.name is StepName.DONE:
            yield Edge(step.name, form.name, "session"), facts
            continue
        for changed in examples.CHANGES[step.name, form.name](facts, policies):
            reached = _entered(changed, policies, ask)
            yield Edge(step.name, form.name, ask(reached, policies, examples.NOW).name), reached


def _entered(facts: Transaction, policies: Policies, ask: NextStep) -> Transaction:
    """Give an e-mail step the challenge that it is entered with."""
    subject = ask(facts, policies, examples.NOW).subject
    if isinstance(subject, EmailSubject) and not subject.serial:
        return examples.with_challenge(facts, subject.purpose)
    return facts


def page(ask: NextStep = next_step) -> str:
    """Return the whole Markdown page."""
    lines = [_line(edge) for edge in edges(ask)]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
    return f"{INTRODUCTION}\n{diagram}\n"


def _line(edge: Edge) -> str:
    return f"    {_node(edge.source)} --> {_node(edge.target)}: {edge.form}"


def _node(name: str) -> str:
    return name if name == "[*]" else name.replace("-", "_")
