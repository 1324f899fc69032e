"""Redis away: refused, or silent like a host behind a firewall. No request may fail, and few may wait."""

import socket
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from django.conf import settings as django_settings

from accounts.models import MailState, OutboxMail
from accounts.services import delivery, outbox
from tests.accounts.mail.letters import a_mail
from tests.servers.launch import free_port

pytestmark = pytest.mark.django_db
PATIENCE_SECONDS = 2.0
"""What the one request that finds out may lose; the next ones lose nothing."""


def celery_on(url: str) -> Celery:
    """The queue as it is configured in production, on another broker."""
    app = Celery("away", broker=url, set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = url
    app.conf.broker_transport_options = {"socket_connect_timeout": 0.5, "socket_timeout": 1, "max_retries": 0}
    return app


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(params=["refused", "silent"])
def away(request: pytest.FixtureRequest, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> Celery:
    port = silent_port if request.param == "silent" else free_port()
    app = celery_on(f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(outbox, "current_app", app)
    return app


def test_mails_can_be_asked_for_while_redis_is_away_and_the_sweep_delivers_them(
    away: Celery, django_capture_on_commit_callbacks, mailoutbox, monkeypatch
):
    begun = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        mails = [a_mail("account_exists", to=f"p{number}@example.com") for number in range(10)]
    assert time.monotonic() - begun < PATIENCE_SECONDS
    monkeypatch.setattr(delivery, "SWEEP_AGE", delivery.SWEEP_AGE * 0)
    delivery.sweep()
    assert len(mailoutbox) == len(mails)
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_while_redis_is_away_a_request_does_not_ask_it(away: Celery):
    outbox.wake(1)
    begun = time.monotonic()
    for number in range(1000):
        outbox.wake(number)
    assert time.monotonic() - begun < 0.1


def test_production_gives_redis_a_second_at_most():
    assert django_settings.CELERY_BROKER_CONNECTION_TIMEOUT <= 1
