"""What the page after a form says about what the form did.

A refusal is shown on the page of its form. A success leads to another page, or to the same one with nothing
new on it, so that page says it.
"""

from dataclasses import dataclass
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import Message
from accounts.translations import translated
from flows.domain.steps import FormName, Step, StepName
from flows.domain.subjects import EmailSubject, PhoneSubject
from flows.step_submission import Kind, Outcome

MAIL_SENT, TEXT_SENT = "ssr.mail.sent", "ssr.text.sent"
EMAIL_CONFIRMED, IDENTITY_CONFIRMED = "ssr.email.confirmed", "ssr.identity.confirmed"
ONE_MORE_PROOF, SET_UP = "ssr.proof.one_more", "ssr.account.added"
PASSWORD_CHANGED = "ssr.account.password_changed"

_SENDS: Final = frozenset(
    {
        FormName.RESEND,
        FormName.CHANGE_ADDRESS,
        FormName.CHANGE_EMAIL,
        FormName.AUTHENTICATOR_ENROLLMENT_DATA,
    }
)
_WAITING: Final = frozenset(
    {
        StepName.ENROLL_EMAIL,
        StepName.CHALLENGE_EMAIL,
        StepName.CONFIRM_EMAIL_CHANGE,
        StepName.ENROLL_PHONE_CODE,
        StepName.CHALLENGE_PHONE_CODE,
    }
)
_PROVES: Final = frozenset({FormName.ENROLL_AUTHENTICATOR, FormName.CHALLENGE_AUTHENTICATOR, FormName.LINK})
SET_UPS: Final = {
    StepName.ENROLL_TOTP: Authenticator.TOTP,
    StepName.ENROLL_PASSKEY: Authenticator.PASSKEY,
    StepName.ENROLL_PHONE: Authenticator.PHONE,
    StepName.ENROLL_PHONE_CODE: Authenticator.PHONE,
    StepName.ENROLL_SECURITY_QUESTION: Authenticator.SECURITY_QUESTION,
    StepName.ENROLL_RECOVERY_CODES: Authenticator.RECOVERY_CODE,
}
_NEW_PASSWORDS: Final = frozenset(
    {FormName.RESET_AUTHENTICATOR, FormName.REENROLL_AUTHENTICATOR, FormName.REENROLL_AUTHENTICATOR_WARNING}
)


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """The step whose form was posted, and the form's name."""

    step: StepName
    form: str


def acknowledgement(submitted: SubmittedForm, outcome: Outcome) -> Message | None:
    """Return what to say after a form of this step was accepted, or nothing where the next page says it."""
    if outcome.kind is Kind.FINISHED:
        return _at_the_end(submitted, outcome)
    if outcome.kind is not Kind.ADVANCED or outcome.step.name in (StepName.ENDED, StepName.DONE):
        return None
    if submitted.form in _SENDS and submitted.step in _WAITING:
        return _sent(outcome.step)
    proves = submitted.form in _PROVES and submitted.step is not outcome.step.name
    return _proved(submitted.step, outcome.step) if proves else None


def _sent(shown: Step) -> Message | None:
    match shown.subject:
        case EmailSubject() as subject:
            return Message(MAIL_SENT, (subject.address,))
        case PhoneSubject() as subject:
            return Message(TEXT_SENT, (subject.number or subject.masked,))
        case _:
            return None


def _proved(step: StepName, shown: Step) -> Message | None:
    if step is StepName.ENROLL_EMAIL:
        return Message(EMAIL_CONFIRMED)
    if step in SET_UPS:
        return Message(SET_UP, (translated(SET_UPS[step].label),))
    if not step.startswith("challenge-"):
        return None
    return Message(ONE_MORE_PROOF if shown.name.startswith("challenge-") else IDENTITY_CONFIRMED)


def _at_the_end(submitted: SubmittedForm, outcome: Outcome) -> Message | None:
    """Return the note of the own page that follows. The settings have their own, apps' pages none."""
    finished = outcome.transaction
    if finished.request is not None or finished.management is not None:
        return None
    if submitted.form in _NEW_PASSWORDS:
        return Message(PASSWORD_CHANGED)
    if submitted.step in SET_UPS and submitted.form in _PROVES:
        return Message(SET_UP, (translated(SET_UPS[submitted.step].label),))
    in_session = bool(finished.session) and submitted.step.startswith("challenge-")
    return Message(IDENTITY_CONFIRMED) if in_session else None
