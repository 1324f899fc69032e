"""The one composition of the five kinds of policy: for sign-ins, tokens, step-up, impact and simulation."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Evidence, Requirement
from policies.domain.facts import Facts, Operation
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    EnrollmentOutcome,
    PasswordOutcome,
    SessionOutcome,
)
from policies.domain.rules import Decision, Explanation, Kind, O, PolicyIndex, evaluate, explain
from policies.domain.snapshot import PolicySnapshot

Question = tuple[Operation, Authenticator | None]


@dataclass(frozen=True)
class Decisions:
    """The outcomes for one set of facts. Each kind is evaluated when it is first read, and once.

    ``authentication_policy_id`` is the application's policy; None means the default policy.
    """

    snapshot: PolicySnapshot
    facts: Facts
    authentication_policy_id: int | None = None
    _operations: dict[Question, Decision[AccountManagementOutcome]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def session(self) -> SessionOutcome:
        """Return whether a session is granted, and for how long."""
        return self._session.outcome

    @property
    def authentication(self) -> AuthenticationOutcome:
        """Return the assurance that the application requires."""
        return self._authentication.outcome

    @property
    def enrollment(self) -> EnrollmentOutcome:
        """Return the required, optional and disabled authenticators."""
        return self._enrollment.outcome

    @property
    def password(self) -> PasswordOutcome:
        """Return the rules of passwords, lockout and recovery."""
        return self._password.outcome

    def account_management(
        self, operation: Operation, authenticator: Authenticator | None = None
    ) -> AccountManagementOutcome:
        """Return the proofs required for an operation on the account, or on one authenticator of it."""
        question = operation, authenticator
        decision = self._operations.get(question)
        if decision is None:
            facts = replace(self.facts, operation=operation, authenticator=authenticator)
            decision = _decide(self.snapshot.account_management_index, facts)
            self._operations[question] = decision
        return decision.outcome

    def decided(self, kind: Kind) -> tuple[Decision[Any], ...]:
        """Return the decision of a kind with its rule; of account management, those made so far."""
        match kind:
            case Kind.SESSION:
                return (self._session,)
            case Kind.AUTHENTICATION:
                return (self._authentication,)
            case Kind.ENROLLMENT:
                return (self._enrollment,)
            case Kind.PASSWORD:
                return (self._password,)
            case Kind.ACCOUNT_MANAGEMENT:
                return tuple(self._operations.values())

    @cached_property
    def _session(self) -> Decision[SessionOutcome]:
        return _decide(self.snapshot.session_index, self.facts)

    @cached_property
    def _authentication(self) -> Decision[AuthenticationOutcome]:
        return _decide(self.snapshot.authentication_index, self.facts, self.authentication_policy_id)

    @cached_property
    def _enrollment(self) -> Decision[EnrollmentOutcome]:
        return _decide(self.snapshot.enrollment_index, self.facts)

    @cached_property
    def _password(self) -> Decision[PasswordOutcome]:
        return _decide(self.snapshot.password_index, self.facts)

    def explain(self, kind: Kind) -> Explanation[Any]:
        """Return the decision of one kind with everything that was looked at before it."""
        chosen_id = self.authentication_policy_id if kind is Kind.AUTHENTICATION else None
        return explain(self.snapshot.of_kind(kind), self.facts, chosen_id)

    @property
    def allowed(self) -> bool:
        """Return whether session and application admit the user at all."""
        return self.authentication.allowed and self.session.allowed

    def requirement(
        self,
        *,
        remembered_at: datetime | None = None,
        requested: Requirement | None = None,
        in_session: bool = False,
    ) -> Requirement:
        """Return the required proofs of session and application, the stricter of both (SI-14).

        An existing session meets the application's requirement alone: a change of the global session
        policies touches new sessions only (SE-6). ``remembered_at`` is the last further factor in this
        browser, ``requested`` what the client's request requires besides.
        """
        application = self.authentication.requirement
        if requested is not None:
            application = application.stricter(requested)
        if in_session:
            return application
        return self.session.requirement(self.facts.at, remembered_at).stricter(application)

    def accepted(self, proofs: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Return the proofs by authenticators that are not disabled; others prove nothing (PJ-22)."""
        return tuple(proof for proof in proofs if self.enrollment.allows(proof.authenticator))


def _decide(index: PolicyIndex[O], facts: Facts, chosen_id: int | None = None) -> Decision[O]:
    """Return the first rule that matches, of the policies that apply."""
    return evaluate(index.applicable(facts, chosen_id), facts, chosen_id)


def decide(snapshot: PolicySnapshot, facts: Facts, authentication_policy_id: int | None = None) -> Decisions:
    """Return the decisions of all five kinds for these facts."""
    return Decisions(snapshot, facts, authentication_policy_id)
