"""The statement that counts a hard limit does what the arithmetic says, use by use."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from accounts.credentials.budgets import (
    Charge,
    Purpose,
    seconds_left,
    spend,
)
from accounts.domain import budgets

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

BEGINNING = datetime(2027, 1, 15, 8, 0, 0, 123457, tzinfo=UTC)
BORDERS = [0, 0, 1, 1, 2, 30, 30, 90, 300, 300, 301, 301, 302, 3600, 3600, 3601, 3602, 86400, 86400, 86401]
NETWORKS = ["192.0.2.1", "192.0.2.2", "2001:db8::1"]


def uses(seed):
    """Return times with many on a border of the periods, from three networks."""
    random = Random(seed)
    times = BORDERS + [random.randrange(0, 100_000) for _ in range(60)]
    return [(BEGINNING + timedelta(seconds=second), random.choice(NETWORKS)) for second in sorted(times)]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("purpose", [Purpose.FACTOR, Purpose.MAIL, Purpose.SIGN_UP_MAIL])
def test_the_statement_allows_the_uses_that_the_arithmetic_allows(purpose, known):
    allowed, expected, counted = [], [], []
    for now, network in uses(seed=20):
        charge = Charge(purpose, "ada@example.com", trusted=known, ip_address=network)
        expected.append(budgets.seconds_left(allowed, charge.at(now), charge.limits) == 0)
        if expected[-1]:
            allowed.append(charge.at(now))
        assert (seconds_left(charge, now) == 0) == expected[-1]
        counted.append(spend(charge, now))
    assert counted == expected
    assert {True, False} == set(counted)
