"""Security questions, only after a proof of the password."""

from accounts.authenticators import security_question
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, SecurityAnswer
from accounts.domain.security_questions import OWN
from flows.domain.pages.held import ANSWER_PATH, QUESTION_KEY_PATH, QUESTION_PATH
from flows.domain.transaction import Transaction
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

WRONG = "ssr.security_question.wrong"


def _verify(turn: StepSubmission) -> Enrolled | Refused:
    enrolled = next(iter(factors.held(turn, Authenticator.SECURITY_QUESTION)), None)
    data = enrolled.data if enrolled is not None else None
    if enrolled is None or not isinstance(data, SecurityAnswer):
        return factors.failed()
    right = security_question.verify(data, turn.answer.text(ANSWER_PATH))
    return enrolled if right else refused(ANSWER_PATH, WRONG, event=factors.VERIFIED)


def _proved(turn: StepSubmission, enrolled: Enrolled) -> Transaction:
    return factors.proved(turn, enrolled)


def _apply(turn: StepSubmission, enrolled: Enrolled) -> Applied:
    return factors.used(turn, enrolled)


def _choose(turn: StepSubmission) -> SecurityAnswer | Refused:
    key, answer = turn.answer.text(QUESTION_KEY_PATH), turn.answer.text(ANSWER_PATH)
    question = turn.answer.text(QUESTION_PATH) if key == OWN else key
    violations = security_question.violations(question, answer)
    return Refused(tuple(violations)) if violations else security_question.enroll(question, answer)


def _kept(turn: StepSubmission, data: SecurityAnswer) -> Transaction:
    return factors.new_enrollment(turn, Authenticator.SECURITY_QUESTION, data)


def _keep(turn: StepSubmission, data: SecurityAnswer) -> Applied:
    return Applied(_kept(turn, data))


CHALLENGE = Handler(_apply, work=_verify, charge=factors.charge, tries=True, foresee=_proved)
ENROLL = Handler(_keep, work=_choose, foresee=_kept)
