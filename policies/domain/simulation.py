"""What all policies would say to somebody, with every policy and rule looked at on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policies.domain.facts import Facts
from policies.domain.rules import Explanation, Kind, Policy, explain
from policies.domain.sentences import Sentence
from policies.domain.snapshot import PolicySnapshot
from policies.domain.words import outcome_said


@dataclass(frozen=True, slots=True)
class KindExplanation:
    """What was looked at for one kind of policy."""

    kind: Kind
    explanation: Explanation[Any]

    @property
    def outcome(self) -> tuple[Sentence, ...]:
        """What was decided, in words."""
        return outcome_said(self.explanation.decision.outcome)


def explain_all(
    snapshot: PolicySnapshot, facts: Facts, authentication_policy_id: int | None
) -> tuple[KindExplanation, ...]:
    """Explain the decision of every kind. The id is the authentication policy of the app, if it has one."""

    def explained(
        kind: Kind, policies: Sequence[Policy[Any]], chosen_id: int | None = None
    ) -> KindExplanation:
        return KindExplanation(kind, explain(policies, facts, chosen_id))

    return (
        explained(Kind.SESSION, snapshot.session_policies),
        explained(Kind.AUTHENTICATION, snapshot.authentication_policies, authentication_policy_id),
        explained(Kind.ENROLLMENT, snapshot.enrollment_policies),
        explained(Kind.PASSWORD, snapshot.password_policies),
        explained(Kind.ACCOUNT_MANAGEMENT, snapshot.account_management_policies),
    )
