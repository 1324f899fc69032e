"""Authenticator apps: a code of the present time step, each step once."""

from dataclasses import dataclass, replace

from accounts.authenticators import totp
from accounts.authenticators.crypto import Unreadable
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, PendingEnrollment, TotpSecret
from accounts.services.enrollments import spend_totp_step
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.transaction import Transaction
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


def _verify(turn: StepSubmission) -> Step | Refused:
    code = turn.answer.text(PASSWORD_PATH)
    for enrolled in factors.held(turn, Authenticator.TOTP):
        data = enrolled.data
        if not isinstance(data, TotpSecret):
            continue
        try:
            number = totp.verify(data, enrolled.public_id, code, turn.now)
            if number is not None:
                return Step(enrolled, number)
            if totp.was_used(data, enrolled.public_id, code, turn.now):
                return _wrong(USED)
        except Unreadable:
            return factors.failed()
    return _wrong()


def _foresee(turn: StepSubmission, step: Step) -> Transaction:
    return factors.proved(turn, step.enrolled)


def _apply(turn: StepSubmission, step: Step) -> Applied | Refused:
    if not spend_totp_step(step.enrolled.id, step.number, turn.now):
        return _wrong(USED)
    return Applied(_foresee(turn, step), (factors.verified(turn, Authenticator.TOTP),))


def _confirm(turn: StepSubmission) -> PendingEnrollment | Refused:
    """Check the first code of a secret that is being set up; its step is used by that."""
    pending = turn.transaction.pending_of(Authenticator.TOTP)
    data = pending.data if pending is not None else None
    if pending is None or not isinstance(data, TotpSecret):
        return factors.failed(factors.NOT_SET_UP)
    step = totp.verify(data, pending.public_id, turn.answer.text(PASSWORD_PATH), turn.now)
    if step is None:
        return _wrong()
    return replace(pending, data=replace(data, last_step=step))


def _keep(turn: StepSubmission, pending: PendingEnrollment) -> Applied:
    return Applied(factors.finished(turn.transaction, pending, turn.now))


def _kept(turn: StepSubmission, pending: PendingEnrollment) -> Transaction:
    return factors.finished(turn.transaction, pending, turn.now)


CHALLENGE = Handler(_apply, work=_verify, charge=factors.charge, tries=True, foresee=_foresee)
ENROLL = Handler(_keep, work=_confirm, tries=True, foresee=_kept)
