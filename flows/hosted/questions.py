"""The security question that a page asks."""

from accounts.domain.security_questions import QUESTIONS
from accounts.wording import translated
from flows.domain.subjects import QuestionSubject, Subject


def question_of(subject: Subject) -> str:
    """The question in words: ours are translated, a person's own are as they wrote them."""
    if not isinstance(subject, QuestionSubject) or subject.enrolling:
        return ""
    return translated(QUESTIONS[subject.question]) if subject.question in QUESTIONS else subject.question
