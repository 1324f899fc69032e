"""Fixtures around the real servers, for any test that asks for them by name."""

from collections.abc import Generator, Iterator

import pytest
from pytest_django import Settings

from tests.servers.processes import Deployment, embedded, separate
from tests.servers.smtp import MailServer, mail_server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the servers of a failed test wrote last: the page alone rarely says why."""
    report = yield
    if report.failed:
        used = {id(one): one for one in getattr(item, "funcargs", {}).values() if isinstance(one, Deployment)}
        for deployment in used.values():
            report.sections.append((f"Logs of {deployment.url}", deployment.log_tails()))
    return report


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    """A mail server of this test's own; the server under test sends to it over a real connection."""
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield mailbox


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """`manage.py serve` with a database of its own; `.mail` has what it sends."""
    with mail_server() as mail, embedded(tmp_path_factory.mktemp("embedded"), mail) as deployment:
        yield deployment


@pytest.fixture(scope="session")
def separate_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Web, worker and beat in production mode on PostgreSQL and Redis; `.mail` has what they send."""
    with mail_server() as mail, separate(tmp_path_factory.mktemp("separate"), mail) as deployment:
        yield deployment
