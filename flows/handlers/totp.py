"""Authenticator apps: a code of the present time step, each step once."""

from dataclasses import dataclass, replace

from accounts.credentials import throttle, totp
from accounts.credentials.crypto import Unreadable
from accounts.credentials.enrollments import spend_totp_step
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, PendingEnrollment, TotpSecret
from enrollment.domain.form import PASSWORD_PATH
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

WRONG = "authfactor.challenge.soft_token.invalid_passcode"
USED = "authfactor.challenge.soft_token.used_passcode"


@dataclass(frozen=True, slots=True)
class Step:
    """The time step of a right code, and whose secret it was made with."""

    enrolled: Enrolled
    number: int


def _wrong(key: str = WRONG) -> Refused:
    return refused(PASSWORD_PATH, key, event=factors.VERIFIED)


def _verify(submission: StepSubmission) -> Step | Refused:
    code = submission.answer.text(PASSWORD_PATH)
    for enrolled in factors.held(submission, Authenticator.TOTP):
        data = enrolled.data
        if not isinstance(data, TotpSecret):
            continue
        try:
            number = totp.verify(data, enrolled.public_id, code, submission.now)
            if number is not None:
                return Step(enrolled, number)
            if totp.was_used(data, enrolled.public_id, code, submission.now):
                return _wrong(USED)
        except Unreadable:
            return factors.failed()
    return _wrong()


def _apply(submission: StepSubmission, step: Step) -> Applied:
    def spend() -> Refused | None:
        return None if spend_totp_step(step.enrolled.id, step.number, submission.now) else _wrong(USED)

    event = factors.verified(submission, Authenticator.TOTP)
    return Applied(factors.proved(submission, step.enrolled), (event,), (spend,))


def _confirm(submission: StepSubmission) -> PendingEnrollment | Refused:
    """Check the first code of a secret that is being set up; its step is used by that."""
    pending = submission.transaction.pending_of(Authenticator.TOTP)
    data = pending.data if pending is not None else None
    if pending is None or not isinstance(data, TotpSecret):
        return factors.failed(factors.NOT_SET_UP)
    step = totp.verify(data, pending.public_id, submission.answer.text(PASSWORD_PATH), submission.now)
    if step is None:
        return _wrong()
    return replace(pending, data=replace(data, last_step=step))


def _keep(submission: StepSubmission, pending: PendingEnrollment) -> Applied:
    return Applied(factors.finished(submission.transaction, pending, submission.now))


CHALLENGE = Handler(
    _apply,
    work=_verify,
    throttle=throttle.Kind.PASSWORD,
    attempt_budget=factors.attempt_budget,
    counts_transaction_attempt=True,
)
ENROLL = Handler(_keep, work=_confirm, throttle=throttle.Kind.CODE, counts_transaction_attempt=True)
