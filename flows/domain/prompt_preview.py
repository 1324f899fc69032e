"""The prompts that a user would meet: the steps of a transaction, each answered by its first choice.

Nothing is stored or sent. The steps are those of ``next_step``, so a preview cannot differ from the flow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, PasskeyCredential, PendingEnrollment, TotpSecret
from flows.domain.flow_state import FlowState
from flows.domain.next_step import next_step
from flows.domain.proofs import Proof
from flows.domain.required_actions import ASKED_TO_STAY, SKIP_EXPIRING, SKIP_GRACE, SKIP_OPTIONAL
from flows.domain.steps import FormName, Step, StepName
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import Transaction

MAX_PROMPTS: Final = 12
"""More than any policy asks for; a preview ends there whatever the policies say."""

CHALLENGED: Final[Mapping[StepName, Authenticator]] = {
    StepName.ENROLL_EMAIL: Authenticator.EMAIL,
    StepName.CHALLENGE_EMAIL: Authenticator.EMAIL,
    StepName.CHALLENGE_PASSWORD: Authenticator.PASSWORD,
    StepName.CHALLENGE_TOTP: Authenticator.TOTP,
    StepName.CHALLENGE_PASSKEY: Authenticator.PASSKEY,
    StepName.CHALLENGE_PHONE: Authenticator.PHONE,
    StepName.CHALLENGE_SECURITY_QUESTION: Authenticator.SECURITY_QUESTION,
    StepName.CHALLENGE_RECOVERY_CODE: Authenticator.RECOVERY_CODE,
    StepName.CHALLENGE_ACCESS_CODE: Authenticator.ACCESS_CODE,
}
ENROLLED: Final[Mapping[StepName, Authenticator]] = {
    StepName.ENROLL_TOTP: Authenticator.TOTP,
    StepName.ENROLL_PASSKEY: Authenticator.PASSKEY,
    StepName.ENROLL_PHONE: Authenticator.PHONE,
    StepName.ENROLL_SECURITY_QUESTION: Authenticator.SECURITY_QUESTION,
    StepName.ENROLL_RECOVERY_CODES: Authenticator.RECOVERY_CODE,
}
NEW_PASSWORD: Final = frozenset(
    {StepName.ENROLL_PASSWORD, StepName.RESET_PASSWORD, StepName.EXPIRED_PASSWORD}
)
_SKIPPED: Final[Mapping[StepName, str]] = {
    StepName.EXPIRING_PASSWORD: SKIP_EXPIRING,
    StepName.KEEP_ME_SIGNED_IN: ASKED_TO_STAY,
}
_CHOICES: Final = (FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, FormName.SELECT_AUTHENTICATOR_ENROLL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One step that the user would see. ``others``: authenticators that would do as well."""

    step: Step
    others: tuple[Authenticator, ...] = ()
    can_skip: bool = False


def prompts(state: FlowState) -> tuple[Prompt, ...]:
    """Return the steps from here to the end, or to the first one that only the user's answer decides."""
    found: list[Prompt] = []
    after: Transaction | None = state.transaction
    while after is not None and len(found) < MAX_PROMPTS:
        state = state.with_transaction(after)
        step = next_step(state)
        found.append(Prompt(step, _others(step), step.form(FormName.SKIP) is not None))
        after = _answered(step, state)
    return tuple(found)


def _others(step: Step) -> tuple[Authenticator, ...]:
    forms = (form for name in _CHOICES if (form := step.form(name)) is not None)
    return tuple(
        Authenticator(option.value) for form in forms for field in form.fields for option in field.options
    )


def _answered(step: Step, state: FlowState) -> Transaction | None:
    """Return the facts after the step's first choice; None where a preview ends."""
    transaction = state.transaction
    if authenticator := CHALLENGED.get(step.name):
        return _with_proof(authenticator, state)
    if authenticator := ENROLLED.get(step.name):
        return _with_enrollment(authenticator, state)
    if step.name in NEW_PASSWORD:
        return replace(transaction, password_hash="preview")
    if skipped := _SKIPPED.get(step.name):
        return replace(transaction, skips=transaction.skips | {skipped})
    if step.name is StepName.SELECT_ENROLL and isinstance(step.subject, SelectSubject):
        return _with_selection(step, step.subject, state)
    return None


def _with_selection(step: Step, subject: SelectSubject, state: FlowState) -> Transaction:
    """Skip what can wait, else set up the first of what is required."""
    if step.form(FormName.SKIP) is None:
        return _with_enrollment(subject.required[0], state)
    skipped = SKIP_GRACE if subject.required else SKIP_OPTIONAL
    return replace(state.transaction, skips=state.transaction.skips | {skipped})


def _with_proof(authenticator: Authenticator, state: FlowState) -> Transaction:
    transaction, user = state.transaction, state.transaction.user
    enrolled = user.enrolled if user is not None else ()
    usable = [enrollment for enrollment in enrolled if enrollment.authenticator is authenticator]
    verified = [enrollment for enrollment in usable if _is_user_verified(enrollment.data)]
    subject = transaction.user_id
    if authenticator is Authenticator.EMAIL:
        subject = transaction.subject_address
    elif usable:
        subject = (verified or usable)[0].public_id
    proof = Proof(authenticator, subject, "", state.now, user_verified=bool(verified))
    return replace(transaction, proofs=(*transaction.proofs, proof))


def _is_user_verified(data: Data) -> bool:
    return isinstance(data, PasskeyCredential) and data.user_verified


def _with_enrollment(authenticator: Authenticator, state: FlowState) -> Transaction:
    passkey = PasskeyCredential("preview", "", user_verified=True)
    data: Data = passkey if authenticator is Authenticator.PASSKEY else TotpSecret("")
    pending = PendingEnrollment(f"preview-{authenticator}", authenticator, "", data, proved_at=state.now)
    return replace(state.transaction, pending=(*state.transaction.pending, pending))
