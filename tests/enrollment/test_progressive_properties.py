"""Over any history of questions: what never happens, and that the asking ends."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.progressive import NOT_YET, PostponementState, due, is_missing, is_postponed, questions
from tests.enrollment.domain.test_progressive import KEYS, item, policy
from tests.flows.domain.facts import NOW

items = st.lists(
    st.builds(item, st.sampled_from(KEYS), required=st.booleans(), at_sign_in=st.booleans()),
    unique_by=lambda one: one.key,
)
rules = st.builds(
    lambda held, **changes: policy(*held, **changes),
    items,
    most_questions=st.integers(1, 10),
    skip_limit=st.integers(0, 5),
    cool_down=st.integers(0, 30).map(lambda days: timedelta(days=days)),
    skip_until=st.none() | st.dates(date(2027, 1, 1), date(2028, 1, 1)),
)
profiles = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["Cork", "", None, False]))
put_offs = st.builds(
    PostponementState,
    st.integers(0, 6),
    st.none() | st.integers(0, 60).map(lambda days: NOW - timedelta(days=days)),
)


@given(rules, profiles, put_offs)
def test_never_more_than_k_never_twice_never_an_answered_one(rules, values, put_off):
    found = due(rules, values, put_off, NOW)
    assert len(found) <= rules.most_questions
    assert len({one.key for one in found}) == len(found)
    assert all(is_missing(one, values.get(one.key)) and one in questions(rules) for one in found)


@given(rules, profiles, put_offs)
def test_missing_required_question_precedes_any_optional_one(rules, values, put_off):
    found = due(rules, values, put_off, NOW)
    left = [one for one in questions(rules) if one.required and is_missing(one, values.get(one.key))]
    assert [one for one in found if one.required] == left[: rules.most_questions]
    assert sorted(found, key=lambda one: not one.required) == list(found)


@given(rules.filter(lambda one: one.skip_limit), st.data())
def test_questions_end_after_any_answers(rules, data):
    """A sign-in a day: each page answers what is required, and of the rest what the user likes."""
    values, put_off, pages, now = {}, NOT_YET, 0, NOW
    for day in range(rules.skip_limit * (rules.cool_down.days + 1) + len(KEYS) + 1):
        now = NOW + timedelta(days=day)
        page = due(rules, values, put_off, now)
        if not page:
            continue
        pages += 1
        answered = {one.key for one in page if one.required or data.draw(st.booleans())}
        values |= dict.fromkeys(answered, "Cork")
        if is_postponed(page, values):
            put_off = PostponementState(put_off.times + 1, now)
    assert due(rules, values, put_off, now + timedelta(days=1)) == ()
    assert pages <= rules.skip_limit + len(KEYS)
