"""Security questions: a second thing to know, after a password and never instead of it.

Answers are easier to guess than passwords, so they are hashed as slowly and say no more than that.
"""

import unicodedata
from typing import Final

from django.contrib.auth.hashers import get_hasher, identify_hasher

from accounts.domain.enrollments import SecurityAnswer
from accounts.domain.security_questions import QUESTIONS
from accounts.domain.violations import Violation

MIN_ANSWER: Final = 4
MAX_ANSWER: Final = 100
MAX_QUESTION: Final = 100
_MAX_READ: Final = 4 * MAX_ANSWER


def violations(question: str, answer: str) -> list[Violation]:
    """Why this pair cannot be kept. ``question`` is a key of QUESTIONS or the user's own words."""
    found: list[Violation] = []
    words, normalised_answer = question_text(question), normalised(answer)
    if not 1 <= len(question.strip()) <= MAX_QUESTION:
        found.append(Violation("credentials.question", "ssr.security_question.length", (str(MAX_QUESTION),)))
    if len(normalised_answer) < MIN_ANSWER or len(answer) > MAX_ANSWER:
        code = "ssr.security_question.answer_length"
        found.append(Violation("credentials.answer", code, (str(MIN_ANSWER), str(MAX_ANSWER))))
    elif normalised_answer in normalised(words):
        found.append(Violation("credentials.answer", "ssr.security_question.answer_in_question"))
    return found


def enroll(question: str, answer: str) -> SecurityAnswer:
    """Return the question with the hash of its answer. Raises HashingBusy."""
    hasher = get_hasher()
    return SecurityAnswer(question.strip(), hasher.encode(normalised(answer), hasher.salt()))


def verify(data: SecurityAnswer, answer: str) -> bool:
    """Whether the answer is the right one, however it is spaced and capitalised. Raises HashingBusy."""
    return identify_hasher(data.answer_hash).verify(normalised(answer[:_MAX_READ]), data.answer_hash)


def question_text(question: str) -> str:
    """Return the question in words: a message id for a built-in one, else the user's own text."""
    return QUESTIONS.get(question, question)


def normalised(text: str) -> str:
    """The text without what users do not remember: case, width, and how many blanks there were."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
