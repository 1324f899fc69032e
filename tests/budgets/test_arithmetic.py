"""The statement that counts a hard budget does what the arithmetic says, use by use."""

from datetime import UTC, datetime

import pytest

from accounts.domain.budgets import next_state
from accounts.services.budgets import LIMITS, Charge, Purpose, spend

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SHORT = LIMITS[Purpose.FACTOR].short
BEGINNING = 1_800_000_000.0
TIMES = [0, 0, 1, 1, 2, 30, 30, 30, 31, 31, 32, 90, 91, 180, 180, 270, 899, 900, 901, 901, 2000]


def test_of_many_uses_the_statement_allows_those_that_the_arithmetic_allows():
    tat, expected, counted = None, [], []
    for seconds in TIMES:
        state = next_state(tat, BEGINNING + seconds, SHORT)
        expected.append(state is not None)
        tat = tat if state is None else state
        moment = datetime.fromtimestamp(BEGINNING + seconds, UTC)
        counted.append(spend(Charge(Purpose.FACTOR, "ada@example.com"), moment))
    assert counted == expected
    assert {True, False} == set(counted)
