"""Temporary access codes: handed out by an administrator, used once."""

from dataclasses import dataclass

from accounts.credentials import access_code, throttle
from accounts.credentials.enrollments import spend_access_code
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import AccessCodeDigest
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.proofs import Proof
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

WRONG = "ssr.access_code.wrong"


@dataclass(frozen=True, slots=True)
class Found:
    """The submitted code as it is stored, and its user."""

    user_id: int
    public_id: str
    digest: str


def _wrong() -> Refused:
    return refused(PASSWORD_PATH, WRONG, event=factors.VERIFIED)


def _verify(submission: StepSubmission) -> Found | Refused:
    user = submission.transaction.user
    for enrolled in factors.held(submission, Authenticator.ACCESS_CODE):
        data = enrolled.data
        if user is not None and isinstance(data, AccessCodeDigest):
            typed = submission.answer.text(PASSWORD_PATH)
            digest = access_code.verify(data, enrolled.public_id, typed)
            if digest is not None:
                return Found(user.id, user.public_id, digest)
    return _wrong()


def _apply(submission: StepSubmission, found: Found) -> Applied:
    proof = Proof(Authenticator.ACCESS_CODE, found.public_id, "", submission.now)

    def spend() -> Refused | None:
        spent = spend_access_code(found.user_id, found.digest, submission.now)
        return None if spent else _wrong()

    return Applied(
        submission.transaction.with_proof(proof),
        (factors.verified(submission, Authenticator.ACCESS_CODE),),
        (spend,),
    )


CHALLENGE = Handler(
    _apply,
    work=_verify,
    throttle=throttle.Kind.PASSWORD,
    attempt_budget=factors.attempt_budget,
    counts_transaction_attempt=True,
)
