import pytest

from accounts.domain.budgets import Limit, next_state, retry_after

FIVE_AN_HOUR = Limit(count=5, seconds=3600)


def spend(limit, times):
    """How many of the uses at these times were allowed."""
    tat, allowed = None, []
    for now in times:
        state = next_state(tat, now, limit)
        if state is not None:
            tat = state
            allowed.append(now)
    return tat, allowed


def test_the_whole_budget_may_be_spent_at_once_and_no_more():
    _, allowed = spend(FIVE_AN_HOUR, [1000.0] * 7)

    assert len(allowed) == 5


def test_after_a_burst_one_use_comes_back_at_a_time():
    tat, _ = spend(FIVE_AN_HOUR, [1000.0] * 5)

    assert retry_after(tat, 1000.0, FIVE_AN_HOUR) == pytest.approx(720)
    assert next_state(tat, 1719.0, FIVE_AN_HOUR) is None
    assert next_state(tat, 1720.0, FIVE_AN_HOUR) is not None


def test_a_refused_use_costs_nothing():
    tat, _ = spend(FIVE_AN_HOUR, [1000.0] * 50)

    assert retry_after(tat, 1000.0, FIVE_AN_HOUR) == pytest.approx(720)


def test_an_unused_budget_lets_nobody_wait():
    assert retry_after(None, 0.0, FIVE_AN_HOUR) == 0.0


@pytest.mark.parametrize(("count", "seconds"), [(0, 60), (-1, 60), (1, 0)])
def test_a_limit_that_allows_nothing_is_a_mistake(count, seconds):
    with pytest.raises(ValueError, match="at least one"):
        Limit(count, seconds)
