"""Recovery codes: one of ten proves once; a new set is confirmed by having seen it."""

from dataclasses import dataclass

from accounts.credentials import recovery_codes, throttle
from accounts.credentials.enrollments import spend_recovery_code
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, RecoveryCodeSet
from enrollment.domain.form import PASSWORD_PATH
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


def _verify(submission: StepSubmission) -> Found | Refused:
    for enrolled in factors.held(submission, Authenticator.RECOVERY_CODE):
        data = enrolled.data
        if isinstance(data, RecoveryCodeSet):
            typed = submission.answer.text(PASSWORD_PATH)
            digest = recovery_codes.verify(data, enrolled.public_id, typed)
            if digest is not None:
                return Found(enrolled, digest)
    return _wrong()


def _apply(submission: StepSubmission, found: Found) -> Applied:
    def spend() -> Refused | None:
        spent = spend_recovery_code(found.enrolled.id, found.digest, submission.now)
        return None if spent else _wrong()

    return factors.used(submission, found.enrolled, spend)


def _keep(submission: StepSubmission, work: object) -> Applied:
    pending = submission.transaction.pending_of(Authenticator.RECOVERY_CODE)
    if pending is None:
        return Applied(submission.transaction)
    return Applied(factors.finished(submission.transaction, pending, submission.now))


CHALLENGE = Handler(
    _apply,
    work=_verify,
    throttle=throttle.Kind.PASSWORD,
    attempt_budget=factors.attempt_budget,
    counts_transaction_attempt=True,
)
ENROLL: Handler[None] = Handler(_keep, throttle=throttle.Kind.CODE)
