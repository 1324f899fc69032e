"""Budgets: two limits, two purses, one statement."""

from datetime import UTC, datetime, timedelta
from itertools import count, islice

import pytest

from accounts.credentials import budgets
from accounts.credentials.budgets import (
    LIMITS,
    Charge,
    Purpose,
    seconds_left,
    spend,
)
from accounts.models import Budget

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)
ADA = "ada@example.com"


def uses(charge, times, now=NOW):
    return sum(spend(charge, now) for _ in range(times))


def in_turn(purpose):
    """Return charges of networks that take turns, so that new ones find the reserve."""
    return (Charge(purpose, ADA, ip_address=f"192.0.2.{number % 200}") for number in count())


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_burst_gets_what_the_short_limit_holds(purpose):
    assert sum(spend(charge, NOW) for charge in islice(in_turn(purpose), 60)) == LIMITS[purpose].short.count


@pytest.mark.parametrize("purpose", list(Purpose))
def test_one_network_leaves_the_reserve_to_others(purpose):
    short = LIMITS[purpose].short
    assert uses(Charge(purpose, ADA, ip_address="192.0.2.7"), 60) == short.count - short.reserve
    assert spend(Charge(purpose, ADA, ip_address="192.0.2.8"), NOW) == bool(short.reserve)


@pytest.mark.parametrize(
    "other",
    [
        Charge(Purpose.CODE, ADA, trusted=True),
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
    before = Budget.objects.get().uses
    assert not spend(charge, NOW)
    assert Budget.objects.get().uses == before


def test_refusal_reports_a_sufficient_wait():
    charge = Charge(Purpose.MAIL, ADA)
    assert seconds_left(charge, NOW) == 0
    uses(charge, 5)
    wait = seconds_left(charge, NOW)
    assert wait == 3600
    assert not spend(charge, NOW + timedelta(seconds=wait - 1))
    assert spend(charge, NOW + timedelta(seconds=wait))


def test_a_budget_given_back_is_full():
    charge = Charge(Purpose.FACTOR, ADA)
    uses(charge, 60)
    budgets.clear(charge)
    assert spend(charge, NOW)


def test_row_does_not_identify_its_user():
    spend(Charge(Purpose.MAIL, ADA), NOW)
    key = Budget.objects.get().key
    assert "ada" not in key
    assert len(key) == 64


def test_the_row_names_no_network_and_two_rows_name_it_differently():
    for address in (ADA, "eve@example.com"):
        spend(Charge(Purpose.MAIL, address, ip_address="192.0.2.7"), NOW)
    marks = {use[1] for row in Budget.objects.all() for use in row.uses}
    assert len(marks) == 2
    # Not three digits of it: a digest holds any three by chance.
    assert not any("192.0.2" in str(row.uses) for row in Budget.objects.all())


def test_only_full_budgets_are_purged():
    spend(Charge(Purpose.MAIL, ADA), NOW)
    assert budgets.purge(NOW) == 0
    assert budgets.purge(NOW + timedelta(days=1)) == 1
