"""Recovery codes: one of ten proves once; a new set is confirmed by having seen it."""

from dataclasses import dataclass

from accounts.authenticators import recovery_codes
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, RecoveryCodeSet
from accounts.services.enrollments import spend_recovery_code
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.transaction import Transaction
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

WRONG = "ssr.recovery_code.wrong"


@dataclass(frozen=True, slots=True)
class Found:
    """The code that was given, as it is stored."""

    enrolled: Enrolled
    digest: str


def _wrong() -> Refused:
    return refused(PASSWORD_PATH, WRONG, event=factors.VERIFIED)


def _verify(turn: StepSubmission) -> Found | Refused:
    for enrolled in factors.held(turn, Authenticator.RECOVERY_CODE):
        data = enrolled.data
        if isinstance(data, RecoveryCodeSet):
            typed = turn.answer.text(PASSWORD_PATH)
            digest = recovery_codes.verify(data, enrolled.public_id, typed)
            if digest is not None:
                return Found(enrolled, digest)
    return _wrong()


def _proved(turn: StepSubmission, found: Found) -> Transaction:
    return factors.proved(turn, found.enrolled)


def _apply(turn: StepSubmission, found: Found) -> Applied | Refused:
    if not spend_recovery_code(found.enrolled.id, found.digest, turn.now):
        return _wrong()
    return factors.used(turn, found.enrolled)


def _kept(turn: StepSubmission, work: object) -> Transaction:
    pending = turn.transaction.pending_of(Authenticator.RECOVERY_CODE)
    if pending is None:
        return turn.transaction
    return factors.finished(turn.transaction, pending, turn.now)


def _keep(turn: StepSubmission, work: object) -> Applied:
    return Applied(_kept(turn, work))


CHALLENGE = Handler(_apply, work=_verify, charge=factors.charge, tries=True, foresee=_proved)
ENROLL: Handler[None] = Handler(_keep, foresee=_kept)
