"""The limits as Redis keeps them for all processes: every period in one atomic step."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.credentials import throttle
from accounts.credentials.throttle import Kind, allow, has_room, seconds_left

pytestmark = pytest.mark.redis
START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
NETWORK = "192.0.2.7"


@pytest.fixture
def subject(settings, monkeypatch):
    """Return a subject that no other test counts."""
    assert settings.REDIS_URL, "this test is about Redis"
    monkeypatch.setattr(throttle, "_redis", throttle._Redis())
    throttle._shared.cache_clear()
    return uuid4().hex


def allowed(subject: str, tries: int) -> int:
    return sum(allow(Kind.PASSWORD, NETWORK, subject) for _ in range(tries))


def test_every_period_of_a_kind_limits_its_tries(subject):
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            assert allowed(subject, 25) == 20
            clock.shift(timedelta(minutes=5, seconds=1))
        assert allowed(subject, 25) == 0


def test_refused_tries_do_not_make_the_wait_longer(subject):
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            allowed(subject, 20)
            clock.shift(timedelta(minutes=5, seconds=1))
        wait = seconds_left(Kind.PASSWORD, NETWORK, subject)
        clock.shift(timedelta(seconds=wait - 1))
        assert allowed(subject, 50) == 0
        clock.shift(timedelta(seconds=1))
        assert has_room(Kind.PASSWORD, NETWORK, subject)
        assert allowed(subject, 25) == 20


def test_tries_at_the_same_moment_get_as_many_as_there_are(subject):
    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(lambda _: allow(Kind.PASSWORD, NETWORK, subject), range(60))) == 20
