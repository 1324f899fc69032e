"""The service for leaked passwords: what it receives, and what happens without it."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from accounts.credentials import breached_passwords
from accounts.credentials.breached_passwords import is_breached
from accounts.models import Event
from outbound.request import Limits
from tests.refusals import write_refusals

pytestmark = pytest.mark.django_db
LEAKED = "Passwörter machen müde"
PATIENT_SECONDS, IMPATIENT_SECONDS = 60.0, 0.5
DIGEST = hashlib.sha1(LEAKED.encode(), usedforsecurity=False).hexdigest().upper()


@dataclass
class Range:
    """What the service answers, and the requests it has received."""

    answer: str = f"{DIGEST[5:]}:3\r\n{'0' * 35}:0\r\n"
    seconds: float = 0.0
    status: int = 200
    location: str = ""
    content_type: str = "text/plain"
    asked: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def service(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Range]:
    said = Range()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append((self.path, self.headers.get("Add-Padding", "")))
            self.send_response(said.status)
            if said.location:
                self.send_header("Location", said.location)
            self.send_header("Content-Type", said.content_type)
            self.end_headers()
            with suppress(OSError):
                for char in said.answer[:4]:
                    time.sleep(said.seconds / 4)
                    self.wfile.write(char.encode())
                self.wfile.write(said.answer[4:].encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing: the tests look at ``asked``."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setattr(breached_passwords, "LIMITS", limits(PATIENT_SECONDS))
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
    yield said
    server.shutdown()
    server.server_close()


def limits(seconds: float) -> Limits:
    return replace(breached_passwords.LIMITS, connect_seconds=seconds, seconds=seconds)


@pytest.fixture(autouse=True)
def _no_pause() -> None:
    breached_passwords._service.away_until = 0.0


def asked(password: str = LEAKED) -> bool:
    return is_breached(password, timezone.now())


def test_a_leaked_password_is_known_by_five_characters_of_its_hash(service):
    assert asked()
    assert service.asked == [(f"/range/{DIGEST[:5]}", "true")]


def test_lookup_uses_the_form_that_is_hashed(service):
    assert asked("Passwo\u0308rter machen mu\u0308de")


def test_another_password_of_the_same_beginning_is_not_leaked(service):
    service.answer = f"{'A' * 35}:9\r\n"
    assert not asked()


def test_a_line_of_padding_is_no_leak(service):
    service.answer = f"{DIGEST[5:]}:0\r\n"
    assert not asked()


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"status": 503}, "status"),
        ({"seconds": 1.5}, "time"),
        ({"answer": f"{DIGEST[5:]}:many"}, "response"),
        ({"answer": "é"}, "response"),
        ({"content_type": "text/html"}, "content_type"),
        ({"answer": "0" * 200_001}, "too_large"),
    ],
    ids=["it is down", "it is slow", "it talks nonsense", "it talks in no ascii", "a page", "a flood"],
)
def test_service_failure_counts_password_as_unleaked_and_is_logged(
    service, trouble, reason, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        breached_passwords, "LIMITS", limits(IMPATIENT_SECONDS if "seconds" in trouble else PATIENT_SECONDS)
    )
    for name, value in trouble.items():
        setattr(service, name, value)
    assert not asked()
    write_refusals()
    event = Event.objects.get(type="system.password.breach_check")
    assert (event.outcome, event.reason) == ("failure", reason)


def test_a_service_that_failed_is_left_alone_for_a_while(service):
    service.status = 503
    asked()
    assert not asked()
    assert len(service.asked) == 1


def test_redirect_of_the_service_is_not_followed(service, settings):
    service.status, service.location = 302, settings.BREACHED_PASSWORDS_URL
    assert not asked()
    assert len(service.asked) == 1


def test_no_request_is_sent_without_an_address(service, settings):
    settings.BREACHED_PASSWORDS_URL = ""
    assert not asked()
    assert service.asked == []
