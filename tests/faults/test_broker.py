"""Redis away: refused, or silent like a host behind a firewall. No request may fail, and few may wait."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.conf import settings as django_settings

from accounts.messaging import delivery, outbox
from accounts.models import MailState, OutboxMail
from tests.accounts.messaging.letters import a_mail
from tests.servers.launch import free_port

pytestmark = pytest.mark.django_db


class CountingCelery(Celery):
    """Celery that counts how often it's asked to send a task."""

    asked = 0

    def send_task(self, *args: Any, **options: Any) -> Any:
        self.asked += 1
        return super().send_task(*args, **options)


def celery_on(url: str) -> CountingCelery:
    """Return the queue as it is configured in production, on another broker."""
    app = CountingCelery("away", broker=url, set_as_current=False)
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
def away(request: pytest.FixtureRequest, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> CountingCelery:
    port = silent_port if request.param == "silent" else free_port()
    app = celery_on(f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(outbox, "current_app", app)
    monkeypatch.setattr(outbox, "BROKER_PAUSE_SECONDS", 3600)
    return app


def test_mails_queued_while_redis_is_down_are_delivered_by_the_sweep(
    away: CountingCelery, django_capture_on_commit_callbacks, mailoutbox, monkeypatch
):
    with django_capture_on_commit_callbacks(execute=True):
        mails = [a_mail("account_exists", to=f"p{number}@example.com") for number in range(10)]
    assert away.asked == 1
    monkeypatch.setattr(delivery, "SWEEP_AGE", delivery.SWEEP_AGE * 0)
    delivery.sweep()
    assert len(mailoutbox) == len(mails)
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_only_first_request_tries_redis_while_it_is_down(away: CountingCelery):
    for number in range(1000):
        outbox.enqueue_delivery(number)
    assert away.asked == 1


def test_production_gives_redis_a_second_at_most():
    assert django_settings.CELERY_BROKER_CONNECTION_TIMEOUT <= 1
