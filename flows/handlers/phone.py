"""Phones: a code in a text message. Sending and comparing are those of any challenge."""

from dataclasses import replace
from functools import partial

from accounts.credentials import challenges, phone, throttle
from accounts.credentials.budgets import Charge, Purpose
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PendingEnrollment, PhoneNumber
from accounts.domain.phone_numbers import country_of
from accounts.identities import new_public_id
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.pages.common import NUMBER_PATH, phone_number
from flows.domain.proofs import Choice
from flows.domain.transaction import MAX_MAILS, Transaction
from flows.handlers import factors
from flows.handlers.email import WRONG_CODE, sending
from flows.step_submission import Applied, Handler, Refused, StepSubmission, charge_of, refused, refused_with

INVALID = "api.factors.error.sms.invalid_phone"
STALE = "idx.return.stale"


def _code_budget(submission: StepSubmission) -> Charge:
    return charge_of(Purpose.CODE, submission.transaction.account_address, submission.client)


def _compare(submission: StepSubmission) -> Refused | None:
    challenge = submission.transaction.challenge
    if challenge is None:
        return refused_with("ssr.code.expired")
    if challenges.code_is_right(sending(challenge), submission.answer.text(PASSWORD_PATH)):
        return None
    return refused(PASSWORD_PATH, WRONG_CODE, event=factors.VERIFIED)


def _consume(submission: StepSubmission, *, enrolling: bool) -> Refused | None:
    """Spend the code, if it was sent to the number in question."""
    challenge = submission.transaction.challenge
    if challenge is None or challenge.address != phone_number(submission.transaction, enrolling=enrolling):
        return refused_with(STALE)
    consumed = challenges.consume(challenge.id, challenge.serial, submission.now)
    return None if consumed else refused_with(STALE)


def _prove(submission: StepSubmission, work: None) -> Applied | Refused:
    enrolled = next(iter(factors.held(submission, Authenticator.PHONE)), None)
    if enrolled is None:
        return refused_with(STALE)
    return factors.used(submission, enrolled, partial(_consume, submission, enrolling=False))


def _read_number(submission: StepSubmission) -> PhoneNumber | Refused:
    if submission.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    number = phone.parse(submission.answer.text(NUMBER_PATH), _country(submission.transaction))
    return number if number is not None else refused(NUMBER_PATH, INVALID)


def _country(facts: Transaction) -> str:
    """Return the country of a number without a country code: the profile's, or nothing."""
    submitted = facts.submission.values if facts.submission is not None else {}
    return country_of(submitted) or (country_of(facts.user.values) if facts.user is not None else "")


def _begin(submission: StepSubmission, number: PhoneNumber) -> Applied:
    pending = PendingEnrollment(
        new_public_id(), Authenticator.PHONE, phone.masked(number), number, proved_at=None
    )
    facts = submission.transaction.without_pending(Authenticator.PHONE).with_pending(pending)
    return Applied(replace(facts, choice=Choice(facts.scope, Authenticator.PHONE)))


def _keep(submission: StepSubmission, work: None) -> Applied | Refused:
    pending = submission.transaction.pending_of(Authenticator.PHONE)
    if pending is None:
        return refused_with(STALE)
    after = factors.finished(submission.transaction, pending, submission.now)
    return Applied(after, writes=(partial(_consume, submission, enrolling=True),))


CHALLENGE: Handler[None] = Handler(
    _prove,
    work=_compare,
    throttle=throttle.Kind.PASSWORD,
    attempt_budget=_code_budget,
    counts_challenge_attempt=True,
)
NUMBER = Handler(_begin, work=_read_number, throttle=throttle.Kind.MAIL)
ENROLL: Handler[None] = Handler(
    _keep,
    work=_compare,
    throttle=throttle.Kind.CODE,
    attempt_budget=_code_budget,
    counts_challenge_attempt=True,
)
