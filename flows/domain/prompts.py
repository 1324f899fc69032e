"""From missing assurance to the page that prompts for it."""

from dataclasses import replace

from accounts.domain.authenticators import Authenticator
from enrollment.domain.form import PasswordPage
from flows.domain import pages
from flows.domain.available_authenticators import counted, enrollable, possible
from flows.domain.flow_state import FlowState
from flows.domain.missing_assurance import MissingAssurance, proof_for
from flows.domain.steps import Step
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import Intent, Transaction
from policies.domain.assurance import Evidence, possible_evidence, satisfying_sets
from policies.domain.facts import Operation

UNSATISFIABLE = "oie.assurance.unsatisfiable"
NOT_ALLOWED = "ssr.settings.not_allowed"


def prompts_for_password(state: FlowState) -> bool:
    """Return whether the first prompt is for a password, else for a code by mail.

    With enumeration prevention all visitors get the same prompt, by the choice that sign-up makes: a user
    without a password signs in by the mail for a forgotten one.
    """
    user = state.transaction.user
    claimed = user is not None and user.known_by_password_alone
    if state.policies.prevents_enumeration(Intent.SIGN_IN) and not claimed:
        return state.policies.enrollment.password_page is not PasswordPage.NONE
    return user is None or user.has_password


def ask(lacking: MissingAssurance, state: FlowState) -> Step:
    """Ask for one of the proofs that would help, else let the user set up what would."""
    transaction = state.transaction
    if lacking.prove:
        authenticator = _picked(transaction, lacking.prove)
        user_verifying = _requires_user_verification(authenticator, state)
        return pages.challenge(authenticator, lacking.prove, state, user_verifying=user_verifying)
    if not lacking.set_up:
        return pages.ended(UNSATISFIABLE, state.policies.application.label)
    if len(lacking.set_up) > 1 and transaction.chosen not in lacking.set_up:
        return pages.select_enroll(SelectSubject(required=lacking.set_up), can_skip=False)
    authenticator = _picked(transaction, lacking.set_up)
    user_verifying = _requires_user_verification(authenticator, state)
    return pages.set_up(authenticator, lacking.set_up, state, user_verifying=user_verifying)


def _requires_user_verification(prompted: Authenticator, state: FlowState) -> bool:
    """Whether the page insists that the passkey knows its user: without that it would not do."""
    if prompted is not Authenticator.PASSKEY:
        return False
    requirement = state.requirement
    new = (possible_evidence(authenticator) for authenticator in enrollable(state))
    others = (*possible(state), *new)

    def helps(*, knows: bool) -> bool:
        tried = [_knowing(candidate, knows=knows) for candidate in others]
        found = satisfying_sets(requirement, counted(state), tried, state.now)
        return any(Authenticator.PASSKEY in way for way in found)

    return helps(knows=True) and not helps(knows=False)


def _knowing(candidate: Evidence, *, knows: bool) -> Evidence:
    return (
        replace(candidate, user_verified=knows)
        if candidate.authenticator is Authenticator.PASSKEY
        else candidate
    )


def _picked(transaction: Transaction, names: tuple[Authenticator, ...]) -> Authenticator:
    """Return what the user chose here, if it is one of those that count; else the first."""
    chosen = transaction.chosen
    return chosen if chosen in names and chosen is not None else names[0]


def prove_for(
    operation: Operation, state: FlowState, *, about: Authenticator | None = None, refusal: str = NOT_ALLOWED
) -> Step | None:
    """Ask for what an account management policy wants before the operation; nothing when that is proved."""
    transaction = state.transaction
    outcome = state.account_management(operation, about)
    if not outcome.allowed:
        return pages.ended(refusal)
    names = proof_for(operation, state, outcome)
    if names is None:
        return None
    if not names:
        return pages.ended(refusal)
    return pages.challenge(_picked(transaction, names), names, state)
