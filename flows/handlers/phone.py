"""Phones: a code in a text message. Sending and comparing are those of any challenge."""

from dataclasses import replace

from accounts.authenticators import phone
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PendingEnrollment, PhoneNumber
from accounts.domain.phone_numbers import country_of
from accounts.identities import new_public_id
from accounts.services import challenges
from accounts.services.budgets import Charge, Purpose
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.pages.held import NUMBER_PATH, phone_number
from flows.domain.proofs import Choice
from flows.domain.transaction import MAX_MAILS, Transaction
from flows.handlers import factors
from flows.handlers.email import WRONG_CODE, sending
from flows.step_submission import Applied, Handler, Refused, StepSubmission, charge_of, refused, refused_with

INVALID = "api.factors.error.sms.invalid_phone"
STALE = "idx.return.stale"


def _code_charge(turn: StepSubmission) -> Charge:
    return charge_of(Purpose.CODE, turn.transaction.account_address, turn.client)


def _compare(turn: StepSubmission) -> Refused | None:
    challenge = turn.transaction.challenge
    if challenge is None:
        return refused_with("ssr.code.expired")
    if challenges.code_is_right(sending(challenge), turn.answer.text(PASSWORD_PATH)):
        return None
    return refused(PASSWORD_PATH, WRONG_CODE, event=factors.VERIFIED)


def _consumed(turn: StepSubmission, *, enrolling: bool) -> bool:
    """Spend the code, if it was sent to the number that this is about."""
    challenge = turn.transaction.challenge
    if challenge is None or challenge.address != phone_number(turn.transaction, enrolling=enrolling):
        return False
    return challenges.consume(challenge.id, challenge.serial, turn.now)


def _prove(turn: StepSubmission, work: None) -> Applied | Refused:
    enrolled = next(iter(factors.held(turn, Authenticator.PHONE)), None)
    if enrolled is None or not _consumed(turn, enrolling=False):
        return refused_with(STALE)
    return factors.used(turn, enrolled)


def _proved(turn: StepSubmission, work: None) -> Transaction:
    enrolled = next(iter(factors.held(turn, Authenticator.PHONE)), None)
    return factors.proved(turn, enrolled) if enrolled is not None else turn.transaction


def _read_number(turn: StepSubmission) -> PhoneNumber | Refused:
    if turn.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    number = phone.parse(turn.answer.text(NUMBER_PATH), _country(turn.transaction))
    return number if number is not None else refused(NUMBER_PATH, INVALID)


def _country(facts: Transaction) -> str:
    """Return the country of a number without a country code: the profile's, or nothing."""
    submitted = facts.submission.values if facts.submission is not None else {}
    return country_of(submitted) or (country_of(facts.person.values) if facts.person is not None else "")


def _begun(turn: StepSubmission, number: PhoneNumber) -> Transaction:
    pending = PendingEnrollment(
        new_public_id(), Authenticator.PHONE, phone.masked(number), number, proved_at=None
    )
    facts = turn.transaction.without_pending(Authenticator.PHONE).with_pending(pending)
    return replace(facts, choice=Choice(facts.scope, Authenticator.PHONE))


def _begin(turn: StepSubmission, number: PhoneNumber) -> Applied:
    return Applied(_begun(turn, number))


def _keep(turn: StepSubmission, work: None) -> Applied | Refused:
    pending = turn.transaction.pending_of(Authenticator.PHONE)
    if pending is None or not _consumed(turn, enrolling=True):
        return refused_with(STALE)
    return Applied(factors.finished(turn.transaction, pending, turn.now))


CHALLENGE: Handler[None] = Handler(_prove, work=_compare, charge=_code_charge, guesses=True, foresee=_proved)
NUMBER = Handler(_begin, work=_read_number, foresee=_begun)
ENROLL: Handler[None] = Handler(_keep, work=_compare, charge=_code_charge, guesses=True)
