from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from accounts import configuration_cache
from accounts.messaging import email_transport, outbox
from tests.accounts.messaging.relay import Relay, relay_server


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Each test begins without a kept connection, a paused broker or another test's brand."""
    configuration_cache.forget()
    outbox._broker.away_until = 0.0
    yield
    email_transport.close_connection()
    configuration_cache.forget()


@pytest.fixture
def relay(settings: Settings) -> Iterator[Relay]:
    with relay_server() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", relay.port, 2
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield relay
        email_transport.close_connection()
