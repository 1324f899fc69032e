"""Security questions, only after a proof of the password."""

from accounts.credentials import security_question, throttle
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled, SecurityAnswer
from accounts.domain.security_questions import OWN
from flows.domain.pages.common import ANSWER_PATH, QUESTION_KEY_PATH, QUESTION_PATH
from flows.handlers import factors
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused

WRONG = "ssr.security_question.wrong"


def _verify(submission: StepSubmission) -> Enrolled | Refused:
    enrolled = next(iter(factors.held(submission, Authenticator.SECURITY_QUESTION)), None)
    data = enrolled.data if enrolled is not None else None
    if enrolled is None or not isinstance(data, SecurityAnswer):
        return factors.failed()
    right = security_question.verify(data, submission.answer.text(ANSWER_PATH))
    return enrolled if right else refused(ANSWER_PATH, WRONG, event=factors.VERIFIED)


def _apply(submission: StepSubmission, enrolled: Enrolled) -> Applied:
    return factors.used(submission, enrolled)


def _choose(submission: StepSubmission) -> SecurityAnswer | Refused:
    key, answer = submission.answer.text(QUESTION_KEY_PATH), submission.answer.text(ANSWER_PATH)
    question = submission.answer.text(QUESTION_PATH) if key == OWN else key
    violations = security_question.violations(question, answer)
    return Refused(tuple(violations)) if violations else security_question.enroll(question, answer)


def _keep(submission: StepSubmission, data: SecurityAnswer) -> Applied:
    return Applied(factors.new_enrollment(submission, Authenticator.SECURITY_QUESTION, data))


CHALLENGE = Handler(
    _apply,
    work=_verify,
    throttle=throttle.Kind.PASSWORD,
    attempt_budget=factors.attempt_budget,
    counts_transaction_attempt=True,
)
ENROLL = Handler(_keep, work=_choose, throttle=throttle.Kind.CODE)
