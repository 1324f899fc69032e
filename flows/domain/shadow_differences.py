"""What a draft would have decided differently about an attempt that has just ended. Pure.

The steps are those of ``next_step`` for the same facts, so a shadow cannot differ from the flow.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PendingEnrollment
from flows.domain.account_changes import STEP_UP
from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.prompt_preview import CHALLENGED, ENROLLED, NEW_PASSWORD, Prompt, prompts
from flows.domain.prompts import UNSATISFIABLE
from flows.domain.proofs import Proof
from flows.domain.steps import FormName, Step, StepName
from flows.domain.transaction import Intent, Transaction
from policies.domain.rules import Kind
from policies.domain.shadow import Difference, Reason, Shadow
from policies.domain.words import duration_text

_SESSIONS: Final = frozenset({Intent.SIGN_IN, Intent.SIGN_UP, Intent.RECOVER, Intent.ACTIVATE})
LOOKED_AT: Final[Mapping[Kind, frozenset[Intent]]] = {
    Kind.SESSION: _SESSIONS,
    Kind.AUTHENTICATION: _SESSIONS,
    Kind.ENROLLMENT: _SESSIONS,
    Kind.PASSWORD: _SESSIONS | {Intent.UNLOCK},
    Kind.ACCOUNT_MANAGEMENT: frozenset(Intent),
}
"""The attempts about which a draft of each kind decides."""


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """A transaction whose last submission was accepted, under today's policies, with its last step."""

    state: FlowState
    step: Step

    @property
    def unfinished(self) -> FlowState:
        """Return the state just before the end, from which other policies could go on."""
        return self.state.with_transaction(replace(self.state.transaction, finished_at=None, ended=""))


def shadowed_state(decided: EndedAttempt) -> FlowState:
    """Return the same facts under the policies with the draft in its policy's place."""
    state = decided.unfinished
    policies = replace(state.policies, security=state.policies.security.shadowed)
    shadowed = FlowState(state.transaction, policies, state.now)
    # Every later state of these facts shares the decisions, so that each kind is evaluated once.
    return replace(shadowed, decided=shadowed.decisions)


def differences(decided: EndedAttempt, shadowed: FlowState) -> tuple[Difference, ...]:
    """Return what would have gone differently, in the order in which the user would have met it."""
    met = _met(shadowed)
    refused = met[-1].step.name is StepName.ENDED
    if decided.step.name is StepName.ENDED:
        return () if refused else (Difference(Reason.ADMITTED),)
    found = [
        *_asked(met[:-1] if refused else met),
        *(_refusal(met[-1].step) if refused else _end(decided, met[-1].step)),
    ]
    if not refused:
        found += _spared(decided.unfinished, shadowed)
    if decided.step.signs_in and not refused:
        found += _session(decided.state, shadowed)
    return tuple(found)


def _met(shadowed: FlowState) -> tuple[Prompt, ...]:
    """Return what the user would have met from here, behind the page that announces a step-up."""
    met = prompts(shadowed)
    if met[0].step.name is not StepName.STEP_UP:
        return met
    return prompts(shadowed.with_transaction(shadowed.transaction.with_skip(STEP_UP)))


def deciding_rule(shadow: Shadow, shadowed: FlowState) -> str:
    """Return the rule that decides in the shadow; a rule of another policy with the name of that."""
    names = [
        decision.rule.name
        if decision.policy.id == shadow.policy.id
        else f"{decision.policy.name} › {decision.rule.name}"
        for decision in shadowed.decisions.decided(shadow.kind)
    ]
    return ", ".join(dict.fromkeys(names))


def _refusal(step: Step) -> Iterator[Difference]:
    unsatisfiable = any(message.key == UNSATISFIABLE for message in step.messages)
    yield Difference(Reason.UNSATISFIABLE if unsatisfiable else Reason.REFUSED)


def _end(decided: EndedAttempt, last: Step) -> Iterator[Difference]:
    """Return whether the attempt ends with a session, where the steps lead to its end."""
    if last.name is StepName.DONE and last.signs_in is not decided.step.signs_in:
        yield Difference(Reason.SIGNED_IN if last.signs_in else Reason.NOT_SIGNED_IN)


def _asked(met: Iterable[Prompt]) -> Iterator[Difference]:
    """Return what the user would have been asked besides."""
    for prompt in met:
        step = prompt.step
        if authenticator := CHALLENGED.get(step.name):
            yield _of(Reason.PROVE, (authenticator, *prompt.others))
        elif authenticator := ENROLLED.get(step.name):
            yield _of(_set_up(prompt), (authenticator, *prompt.others))
        elif step.name is StepName.SELECT_ENROLL:
            yield _of(_set_up(prompt), prompt.others)
        elif step.name in NEW_PASSWORD:
            yield Difference(Reason.NEW_PASSWORD)


def _set_up(prompt: Prompt) -> Reason:
    return Reason.OFFER if prompt.can_skip else Reason.SET_UP


def _of(reason: Reason, authenticators: Iterable[Authenticator]) -> Difference:
    return Difference(reason, tuple(dict.fromkeys(authenticator.value for authenticator in authenticators)))


def _spared(decided: FlowState, shadowed: FlowState) -> Iterator[Difference]:
    """Return what the user did here for today's policies alone, the last of it first.

    One thing after the other is taken back, as long as the shadow goes on without it and today's policies
    do not.
    """
    facts = decided.transaction
    for done, without in _taken_back(facts):
        fewer = without(facts)
        if _goes_on(shadowed.with_transaction(fewer)) and not _goes_on(decided.with_transaction(fewer)):
            facts = fewer
            yield done


def _goes_on(state: FlowState) -> bool:
    step = next_step(state)
    return step.name is StepName.DONE or step.form(FormName.SKIP) is not None


def _taken_back(facts: Transaction) -> Iterator[tuple[Difference, Callable[[Transaction], Transaction]]]:
    """Return what was done in this transaction, newest first, each with the change that takes it back."""
    for pending in reversed(facts.pending):
        if pending.proved_at is not None:
            yield _of(Reason.WITHOUT_SET_UP, (pending.authenticator,)), partial(_without_pending, pending)
    if facts.password_hash and facts.user is not None:
        yield Difference(Reason.WITHOUT_NEW_PASSWORD), partial(replace, password_hash="")
    for proof in reversed(facts.proofs):
        if proof.here:
            yield _of(Reason.WITHOUT_PROOF, (proof.authenticator,)), partial(_without_proof, proof)


def _without_pending(taken: PendingEnrollment, facts: Transaction) -> Transaction:
    return replace(facts, pending=tuple(pending for pending in facts.pending if pending is not taken))


def _without_proof(taken: Proof, facts: Transaction) -> Transaction:
    return replace(facts, proofs=tuple(proof for proof in facts.proofs if proof is not taken))


def _session(decided: FlowState, shadowed: FlowState) -> Iterator[Difference]:
    now, then = decided.decisions.session, shadowed.decisions.session
    for reason, time, today in (
        (Reason.IDLE, then.idle, now.idle),
        (Reason.ABSOLUTE, then.absolute, now.absolute),
    ):
        if time != today:
            yield Difference(reason, (duration_text(time), duration_text(today)))
