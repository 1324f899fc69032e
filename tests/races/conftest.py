from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import hashers
from accounts.credentials import throttle
from flows import rate_limits
from tests.actors import afresh

_afresh = pytest.fixture(autouse=True)(afresh)


@pytest.fixture
def patient(monkeypatch):
    """Twenty at once are no flood here: what is tested lies behind the budgets and the queue for hashes."""
    pool = ThreadPoolExecutor(20)
    monkeypatch.setattr(rate_limits, "spend", lambda charge, now: True)
    monkeypatch.setattr(throttle, "allow", lambda *_: True)
    monkeypatch.setattr(hashers, "_pool", lambda: pool)
