"""The decisions of all policies for a user, with every policy and rule evaluated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.rules import Explanation, Kind, PolicyEvaluation
from policies.domain.snapshot import PolicySnapshot
from policies.domain.words import Sentence, describe_outcome


@dataclass(frozen=True, slots=True)
class KindExplanation:
    """What was looked at for one kind of policy."""

    kind: Kind
    explanation: Explanation[Any]

    @property
    def outcome(self) -> tuple[Sentence, ...]:
        """What was decided, in words."""
        return describe_outcome(self.explanation.decision.outcome)


def explain_all(
    snapshot: PolicySnapshot, facts: Facts, authentication_policy_id: int | None
) -> tuple[KindExplanation, ...]:
    """Explain the decision of every kind. The id is the authentication policy of the app, if it has one."""

    decisions = decide(snapshot, facts, authentication_policy_id)
    return tuple(KindExplanation(kind, decisions.explain(kind)) for kind in Kind)


def lines_of(explained: KindExplanation) -> Iterator[str]:
    """Yield what a terminal shows, in English."""
    yield explained.kind.label
    for evaluation in explained.explanation.policies:
        yield f"  {evaluation.policy.name}: {evaluation.describe()}"
        for rule in evaluation.rules:
            mark = "matched" if rule.matched else "no match"
            yield f"    {rule.rule.name}: {mark}. {_joined(rule.describe())}"
    yield f"  So: {_joined(explained.outcome)}"


def data_of(explained: KindExplanation) -> dict[str, Any]:
    """Return the same for programs."""
    decision = explained.explanation.decision
    return {
        "kind": explained.kind.value,
        "policies": [_policy_data(evaluation) for evaluation in explained.explanation.policies],
        "policy": decision.policy.name,
        "rule": decision.rule.name,
        "outcome": [sentence.english for sentence in explained.outcome],
    }


def _policy_data(evaluation: PolicyEvaluation[Any]) -> dict[str, Any]:
    rules = [
        {
            "id": rule.rule.id,
            "name": rule.rule.name,
            "matched": rule.matched,
            "why": [sentence.english for sentence in rule.describe()],
        }
        for rule in evaluation.rules
    ]
    policy = evaluation.policy
    data = {"applied": evaluation.applied, "why": evaluation.describe().english, "rules": rules}
    return {"id": policy.id, "name": policy.name, **data}


def _joined(sentences: Sequence[Sentence]) -> str:
    return " ".join(sentence.english for sentence in sentences)
