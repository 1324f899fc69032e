"""The security question that a page asks."""

from accounts.translations import asked
from flows.domain.subjects import QuestionSubject, Subject


def question_of(subject: Subject) -> str:
    """The question that the page asks, in words; nothing on other pages."""
    if not isinstance(subject, QuestionSubject) or subject.enrolling:
        return ""
    return asked(subject.question)
