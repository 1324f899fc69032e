"""Which questions a sign-in shows: an example of each rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.domain.attributes import Attribute, AttributeType, Permission
from enrollment.domain.checks import check_policy
from enrollment.domain.form import FormItem
from enrollment.domain.form_pages import pages_of
from enrollment.domain.progressive import (
    NOT_YET,
    PostponementState,
    can_skip,
    completes,
    due,
    is_missing,
    is_postponed,
)
from tests.flows.domain.facts import ATTRIBUTES, NOW, enrollment
from tests.tables import each

KEYS = ("city", "nickName", "department", "mobilePhone", "organization")
NEWS = Attribute("news", AttributeType.BOOLEAN, "Newsletter")


def item(key, **changes):
    return FormItem(ATTRIBUTES[key], **changes)


def policy(*items, **changes):
    changes = {"progressive": True, "cool_down": timedelta(days=7), "skip_limit": 3, **changes}
    return enrollment(items=(item("email", required=True), *items), **changes)


def asked(rules, values=None, put_off=NOT_YET, now=NOW):
    return [one.key for one in due(rules, values or {}, put_off, now)]


def days_ago(days, times=1):
    return PostponementState(times, NOW - timedelta(days=days))


def test_policy_without_later_questions_has_no_question():
    assert asked(policy(item("city", required=True), progressive=False)) == []


def test_required_ones_come_first_each_in_the_order_of_the_form():
    rules = policy(item("city"), item("nickName", required=True), item("department", required=True))
    assert asked(rules) == ["nickName", "department", "city"]


def test_questions_per_sign_in_are_limited_by_the_policy():
    rules = policy(*(item(key) for key in KEYS), item("title", required=True), most_questions=2)
    assert asked(rules) == ["title", "city"]


@each(
    ("put_off", "changes", "is_asked"),
    [
        (NOT_YET, {}, True),
        (days_ago(6), {}, False),
        (days_ago(7), {}, True),
        (days_ago(6), {"cool_down": timedelta()}, True),
        (days_ago(30, times=2), {}, True),
        (days_ago(30, times=3), {}, False),
        (days_ago(30, times=300), {"skip_limit": 0}, True),
        (NOT_YET, {"skip_until": NOW.date()}, True),
        (NOT_YET, {"skip_until": NOW.date() - timedelta(days=1)}, False),
        (NOT_YET, {"skip_until": date.max}, True),
    ],
)
def test_optional_question_expires_and_rests_and_a_required_one_does_not(put_off, changes, is_asked):
    assert asked(policy(item("city"), **changes), put_off=put_off) == (["city"] if is_asked else [])
    assert asked(policy(item("city", required=True), **changes), put_off=put_off) == ["city"]


@pytest.mark.parametrize("permission", [Permission.HIDDEN, Permission.READ_ONLY])
def test_attributes_that_users_may_not_edit_are_never_questions(permission):
    hidden = FormItem(replace(ATTRIBUTES["city"], permission=permission), required=True)
    assert asked(policy(hidden)) == []


def test_sign_up_only_and_later_only_questions_stay_separate():
    rules = policy(item("city", at_sign_in=False), item("nickName", at_sign_up=False))
    assert asked(rules) == ["nickName"]
    (page,) = pages_of(rules)
    assert [field.path for field in page.fields()] == ["userProfile.email", "userProfile.city"]


@each(
    ("value", "optional_is_missing", "required_is_missing"),
    [(None, True, True), ("", True, True), ((), True, True), (False, False, True), (True, False, False)],
)
def test_answers_are_validated_as_at_sign_up(value, optional_is_missing, required_is_missing):
    assert is_missing(FormItem(NEWS), value) is optional_is_missing
    assert is_missing(FormItem(NEWS, required=True), value) is required_is_missing


def test_a_zero_is_an_answer():
    attribute = Attribute("children", AttributeType.INTEGER, "Children")
    assert not is_missing(FormItem(attribute, required=True), 0)


def test_only_questions_that_are_all_optional_can_be_skipped():
    assert can_skip([item("city")])
    assert not can_skip([item("city"), item("nickName", required=True)])


def test_an_optional_question_that_is_left_open_counts_like_skipping():
    assert is_postponed([item("city")], {})
    assert not is_postponed([item("city"), item("nickName", required=True)], {"city": "Cork"})


def test_questions_are_complete_when_no_required_one_is_left():
    rules = policy(item("city"), item("nickName", required=True))
    assert not completes(rules, {"city": "Cork"})
    assert completes(rules, {"nickName": "Ada"})


def test_question_on_no_form_is_refused_by_name():
    rules = policy(item("city", at_sign_up=False, at_sign_in=False))
    found = check_policy(rules, enumeration_prevention=False)
    assert [(one.code, one.params) for one in found] == [("ssr.policy.never_asked", ("City",))]


@each(
    ("changes", "field"),
    [
        ({"most_questions": 0}, "most_questions"),
        ({"most_questions": 11}, "most_questions"),
        ({"skip_limit": 101}, "skip_limit"),
        ({"cool_down": timedelta(days=3651)}, "skip_cool_down_days"),
    ],
)
def test_numbers_beyond_sense_are_refused_at_their_field(changes, field):
    found = check_policy(policy(**changes), enumeration_prevention=False)
    assert [(one.field, one.code) for one in found] == [(field, "ssr.policy.range")]
