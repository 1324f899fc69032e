import pytest

from accounts import configuration_cache
from accounts.messaging import email_transport, outbox


@pytest.fixture(autouse=True)
def _nothing_left_over():
    """Each test begins without a kept connection, a paused broker or another test's brand."""
    configuration_cache.forget()
    outbox._broker.away_until = 0.0
    yield
    email_transport.close_connection()
    configuration_cache.forget()
