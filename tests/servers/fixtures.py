"""Fixtures around the real servers, for any test that asks for them by name."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.servers.smtp import MailServer, mail_server


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    """A mail server of this test's own; the server under test sends to it over a real connection."""
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield mailbox
