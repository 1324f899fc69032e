"""What the page of later questions says, and how one gets past it."""

from tests.flows.hosted.gallery import drawn_step
from tests.flows.hosted.question_examples import PAGES
from tests.tables import each


@each(
    ("name", "heading", "said"),
    [
        ("questions", "A few more questions", "Payroll would like a few more details. It’s up to you."),
        ("questions, one", "One more question", "Payroll would like a few more details."),
        ("questions, required", "A few more questions", "Payroll needs a few more details"),
        ("questions, of our own pages", "One more question", "We’d like a few more details."),
        ("questions, required, of our own pages", "One more question", "We need a few more details"),
    ],
)
def test_page_names_the_app_and_whether_it_can_be_skipped(name: str, heading: str, said: str):
    html = drawn_step(name)
    assert f"<h1>{heading}</h1>" in html
    assert said in html


@each("name", PAGES)
def test_skipping_is_a_button_unless_something_required_is_missing(name: str):
    assert ("Skip for now" in drawn_step(name)) is (PAGES[name]().skip is not None)


@each("name", PAGES)
def test_page_can_be_cancelled(name: str):
    assert 'href="/signin"' in drawn_step(name)


def test_input_stays_when_another_answer_is_refused():
    html = drawn_step("questions, refused")
    assert 'value="Cork"' in html
    assert "Choose" in html
