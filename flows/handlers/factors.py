"""What the handlers of all authenticators share: whose it is, what is counted, the proof and the event."""

from dataclasses import replace
from datetime import datetime

from accounts.credentials.budgets import Charge, Purpose
from accounts.credentials.enrollments import record_use
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, Enrolled, PendingEnrollment
from accounts.events.log import Entry
from accounts.identities import new_public_id
from flows.domain.proofs import Proof
from flows.domain.transaction import Transaction
from flows.step_submission import Applied, Refused, StepSubmission, Write, charge_of, refused_with

VERIFIED = "user.authentication.auth_via_mfa"
FAILED = "oie.authenticator.verify.error.fail"
NOT_SET_UP = "oie.authenticator.enroll.error.fail"


def attempt_budget(submission: StepSubmission) -> Charge:
    """Return the budget of guesses at short codes: the user's, from known browsers apart from strangers."""
    return charge_of(Purpose.FACTOR, submission.transaction.account_address, submission.client)


def held(submission: StepSubmission, authenticator: Authenticator) -> tuple[Enrolled, ...]:
    """Return what the user has set up of this kind."""
    user = submission.transaction.user
    if user is None:
        return ()
    return tuple(enrollment for enrollment in user.enrolled if enrollment.authenticator is authenticator)


def proved(submission: StepSubmission, enrolled: Enrolled, *, user_verified: bool = False) -> Transaction:
    """Return the facts with a proof by this enrollment."""
    proof = Proof(enrolled.authenticator, enrolled.public_id, "", submission.now, user_verified=user_verified)
    return submission.transaction.with_proof(proof)


def used(submission: StepSubmission, enrolled: Enrolled, *before: Write) -> Applied:
    """Accept a proof by this enrollment and note its use, after other writes."""

    def note() -> None:
        record_use(enrolled.id, submission.now)

    event = verified(submission, enrolled.authenticator)
    return Applied(proved(submission, enrolled), (event,), (*before, note))


def verified(submission: StepSubmission, authenticator: Authenticator) -> Entry:
    """Return the event of a proof."""
    user = submission.transaction.user
    return Entry(
        VERIFIED,
        user_id=user.public_id if user is not None else "",
        transaction_id=submission.transaction.id if submission.transaction.version else "",
        detail={"authenticator": authenticator.value},
    )


def failed(key: str = FAILED) -> Refused:
    """Refuse a proof, without saying more than that."""
    return refused_with(key, event=VERIFIED)


def new_enrollment(
    submission: StepSubmission, authenticator: Authenticator, data: Data, label: str = ""
) -> Transaction:
    """Return the facts with something set up and shown to work."""
    pending = PendingEnrollment(
        new_public_id(), authenticator, label or authenticator.label, data, proved_at=submission.now
    )
    return submission.transaction.without_pending(authenticator).with_pending(pending)


def finished(facts: Transaction, pending: PendingEnrollment, now: datetime) -> Transaction:
    """Return the facts with the enrollment that was prepared now shown to work."""
    return facts.with_pending(replace(pending, proved_at=now))
