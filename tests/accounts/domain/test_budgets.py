"""Limits over sliding periods, as plain arithmetic."""

import pytest

from accounts.domain.budgets import MICROSECONDS, Limit, Limits, Use, seconds_left
from tests.tables import each

FIVE_AN_HOUR = Limit(count=5, seconds=3600)
LIMITS = Limits(FIVE_AN_HOUR, Limit(20, 86400))
RESERVED = Limits(Limit(5, 3600, reserve=1), Limit(20, 86400, reserve=5))


def at(seconds, network="here"):
    return Use(round(seconds * MICROSECONDS), network)


def spend(limits, uses):
    """Return the uses that are allowed, one after the other."""
    allowed = []
    for use in uses:
        if seconds_left(allowed, use, limits) == 0:
            allowed.append(use)
    return allowed


def test_a_burst_may_use_the_whole_limit_and_no_more():
    assert len(spend(LIMITS, [at(1000)] * 7)) == 5


def test_a_use_is_allowed_again_when_the_oldest_is_a_period_old():
    allowed = spend(LIMITS, [at(1000), at(1600), at(1600), at(1600), at(1600)])
    assert seconds_left(allowed, at(2000), LIMITS) == 2600
    assert seconds_left(allowed, at(4599.999999), LIMITS) > 0
    assert seconds_left(allowed, at(4600), LIMITS) == 0


def test_the_wait_counts_both_limits():
    allowed = spend(LIMITS, [at(hour * 3600) for hour in range(4) for _ in range(5)])
    assert len(allowed) == 20
    assert seconds_left(allowed, at(4 * 3600), LIMITS) == 20 * 3600


def test_a_refused_use_costs_nothing():
    assert seconds_left(spend(LIMITS, [at(1000)] * 50), at(1000), LIMITS) == 3600


def test_an_unused_budget_has_no_wait():
    assert seconds_left([], at(0), LIMITS) == 0


def test_reserve_is_kept_for_a_network_without_requests():
    allowed = spend(RESERVED, [at(0, "stranger")] * 9)
    assert len(allowed) == 4
    assert seconds_left(allowed, at(1, "owner"), RESERVED) == 0
    assert seconds_left([*allowed, at(1, "owner")], at(2, "another"), RESERVED) > 0


def test_a_network_is_new_again_after_the_long_period():
    once = [at(0, "owner"), *[at(83000, "stranger")] * 4]
    assert seconds_left(once, at(83001, "owner"), RESERVED) > 0
    assert seconds_left(once, at(86400, "owner"), RESERVED) == 0


@each(("count", "seconds"), [(0, 60), (-1, 60), (1, 0)])
def test_a_limit_that_allows_nothing_is_a_mistake(count, seconds):
    with pytest.raises(ValueError, match="at least one"):
        Limit(count, seconds)


def test_a_reserve_of_everything_is_a_mistake():
    with pytest.raises(ValueError, match="smaller"):
        Limit(4, 60, reserve=4)
