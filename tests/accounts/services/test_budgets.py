"""Budgets: two limits, two purses, one statement."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Budget
from accounts.services import budgets
from accounts.services.budgets import LIMITS, Charge, Purpose, seconds_left, spend

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)
ADA = "ada@example.com"


def uses(charge, times, now=NOW):
    return sum(spend(charge, now) for _ in range(times))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_burst_gets_what_the_short_limit_holds(purpose):
    assert uses(Charge(purpose, ADA), 60) == LIMITS[purpose].short.count


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_day_gives_no_more_than_twice_the_long_limit_however_patiently_one_tries(purpose):
    charge, limits = Charge(purpose, ADA), LIMITS[purpose]
    step = limits.short.interval
    used = sum(spend(charge, NOW + timedelta(seconds=step * turn)) for turn in range(int(86400 / step)))
    assert limits.long.count <= used <= 2 * limits.long.count


@pytest.mark.parametrize(
    "other",
    [
        Charge(Purpose.CODE, ADA, known=True),
        Charge(Purpose.MAIL, ADA),
        Charge(Purpose.CODE, "eve@example.com"),
    ],
)
def test_an_empty_purse_leaves_every_other_one_full(other):
    uses(Charge(Purpose.CODE, ADA), 60)
    assert spend(other, NOW)


def test_a_refused_use_costs_nothing():
    charge = Charge(Purpose.MAIL, ADA)
    uses(charge, 5)
    before = Budget.objects.get().short_tat
    assert not spend(charge, NOW)
    assert Budget.objects.get().short_tat == before


def test_whoever_is_refused_is_told_how_long_to_wait_and_the_wait_is_enough():
    charge = Charge(Purpose.MAIL, ADA)
    assert seconds_left(charge, NOW) == 0
    uses(charge, 5)
    wait = seconds_left(charge, NOW)
    assert 719 <= wait <= 722
    assert not spend(charge, NOW + timedelta(seconds=wait - 3))
    assert spend(charge, NOW + timedelta(seconds=wait))


def test_a_budget_given_back_is_full():
    charge = Charge(Purpose.FACTOR, ADA)
    uses(charge, 60)
    budgets.clear(charge)
    assert spend(charge, NOW)


def test_the_row_tells_nobody_whose_it_is():
    spend(Charge(Purpose.MAIL, ADA), NOW)
    key = Budget.objects.get().key
    assert "ada" not in key
    assert len(key) == 64


def test_only_full_budgets_are_purged():
    spend(Charge(Purpose.MAIL, ADA), NOW)
    assert budgets.purge(NOW) == 0
    assert budgets.purge(NOW + timedelta(days=1)) == 1
