import pytest

from accounts.credentials import security_question
from accounts.domain.security_questions import QUESTIONS
from tests.tables import each


def codes(question, answer):
    return [violation.code for violation in security_question.violations(question, answer)]


def test_the_twenty_questions_have_words_of_their_own():
    assert len(QUESTIONS) == len(set(QUESTIONS.values())) == 20
    assert all(words.endswith("?") for words in QUESTIONS.values())


@each(
    ("question", "answer", "code"),
    [
        ("first_award", "Spelling bee", None),
        ("Which street?", "Elm Street 4", None),
        ("x", "abcd", None),
        ("x" * 100, "y" * 100, None),
        ("", "abcd", "ssr.security_question.length"),
        ("  ", "abcd", "ssr.security_question.length"),
        ("x" * 101, "abcd", "ssr.security_question.length"),
        ("first_award", "abc", "ssr.security_question.answer_length"),
        ("first_award", "  a  ", "ssr.security_question.answer_length"),
        ("first_award", "a" * 101, "ssr.security_question.answer_length"),
        ("first_award", "", "ssr.security_question.answer_length"),
        ("first_award", "First Medal", "ssr.security_question.answer_in_question"),
        ("My dog is called Rex4?", "rex4", "ssr.security_question.answer_in_question"),
        ("My  DOG?", "my dog", "ssr.security_question.answer_in_question"),
    ],
)
def test_question_and_answer_have_to_be_of_some_use(question, answer, code):
    assert codes(question, answer) == ([code] if code else [])


@pytest.mark.parametrize(
    "typed", ["Spelling Bee", "spelling bee", "  SPELLING   bee ", "ｓｐｅｌｌｉｎｇ bee"]
)
def test_an_answer_is_right_however_it_is_written(typed):
    data = security_question.enroll("first_award", "Spelling  bee")
    assert security_question.verify(data, typed)


@pytest.mark.parametrize("typed", ["", "spelling", "spellingbee", "spelling bee " + "x" * 1000])
def test_another_answer_is_wrong(typed):
    assert not security_question.verify(security_question.enroll("first_award", "Spelling bee"), typed)


def test_the_answer_is_hashed_like_a_password_and_never_printed():
    data = security_question.enroll("My own?", "Spelling bee")
    assert data.answer_hash.startswith("argon2$argon2id$")
    assert "argon2" not in repr(data)
    assert security_question.question_text(data.question) == "My own?"
    assert security_question.question_text("first_award") == QUESTIONS["first_award"]
