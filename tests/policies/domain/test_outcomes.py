"""What administrators may choose, at both ends of every range."""

from datetime import timedelta

import pytest

from policies.domain.outcomes import (
    PolicySet,
    Protection,
    SessionLifetimes,
    check_lifetimes,
    check_password_minimum,
    check_protection,
)


@pytest.mark.parametrize(
    ("minimum", "good"), [(7, False), (8, True), (15, True), (64, True), (65, False), (0, False)]
)
def test_a_shortest_password_is_between_nists_floor_and_what_people_can_type(minimum, good):
    assert (check_password_minimum(minimum) == ()) is good


@pytest.mark.parametrize(("minutes", "good"), [(4, False), (5, True), (10, True), (30, True), (31, False)])
def test_a_mailed_code_lives_for_five_to_thirty_minutes(minutes, good):
    assert (check_protection(Protection(challenge_lifetime=timedelta(minutes=minutes))) == ()) is good


LIFETIMES = [
    ("the default", timedelta(hours=2), timedelta(hours=24), []),
    ("thirty days", timedelta(days=30), timedelta(days=30), []),
    ("longer than thirty days", timedelta(hours=2), timedelta(days=30, minutes=1), ["absolute_minutes"]),
    ("idle beyond the end", timedelta(hours=3), timedelta(hours=2), ["idle_minutes"]),
]


@pytest.mark.parametrize(
    ("idle", "absolute", "fields"), [line[1:] for line in LIFETIMES], ids=[line[0] for line in LIFETIMES]
)
def test_how_long_a_session_may_last(idle, absolute, fields):
    assert [one.field for one in check_lifetimes(SessionLifetimes(idle, absolute))] == fields


def test_what_nobody_has_changed_is_safe():
    untouched = PolicySet()
    assert untouched.password.min_length == 15
    assert check_protection(untouched.protection) == ()
    assert untouched.protection.challenge_lifetime == timedelta(minutes=10)
