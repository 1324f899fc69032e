"""Temporary access codes: what an administrator gave out, used once."""

from dataclasses import dataclass

from accounts.authenticators import access_code
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import AccessCodeDigest
from accounts.services.enrollments import spend_access_code
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.proofs import Proof
from flows.domain.transaction import Transaction
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

WRONG = "ssr.access_code.wrong"


@dataclass(frozen=True, slots=True)
class Found:
    """The code that was given, as it is stored, and whose it is."""

    person_id: int
    public_id: str
    digest: str


def _wrong() -> Refused:
    return refused(PASSWORD_PATH, WRONG, event=factors.VERIFIED)


def _verify(turn: StepSubmission) -> Found | Refused:
    person = turn.transaction.person
    for enrolled in factors.held(turn, Authenticator.ACCESS_CODE):
        data = enrolled.data
        if person is not None and isinstance(data, AccessCodeDigest):
            typed = turn.answer.text(PASSWORD_PATH)
            digest = access_code.verify(data, enrolled.public_id, typed)
            if digest is not None:
                return Found(person.id, person.public_id, digest)
    return _wrong()


def _proved(turn: StepSubmission, found: Found) -> Transaction:
    return turn.transaction.with_proof(Proof(Authenticator.ACCESS_CODE, found.public_id, "", turn.now))


def _apply(turn: StepSubmission, found: Found) -> Applied | Refused:
    if not spend_access_code(found.person_id, found.digest, turn.now):
        return _wrong()
    return Applied(_proved(turn, found), (factors.verified(turn, Authenticator.ACCESS_CODE),))


CHALLENGE = Handler(_apply, work=_verify, charge=factors.charge, tries=True, foresee=_proved)
