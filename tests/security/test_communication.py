"""ASVS 5.0 V12: what leaves the server is encrypted, and goes to servers with a trusted certificate only."""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from celery import Celery
from django.utils import timezone
from limits.storage import RedisStorage

from accounts.credentials import breached_passwords
from accounts.messaging import email_transport, sms_gateway
from accounts.messaging.text_message import TextMessage
from accounts.models import Session
from oidc import logout
from oidc.issuers import OWN
from oidc.models import ClientSession
from ssr_project.broker import Transport
from ssr_project.service_urls import broker_tls
from tests.actors import a_user
from tests.oidc.parties import a_signing_key, an_app

pytestmark = pytest.mark.django_db
TLS_HANDSHAKE = b"\x16"
"""First byte of a connection that begins with TLS (RFC 8446 §5.1)."""


@dataclass
class Impostor:
    """A server whose certificate no authority has signed."""

    port: int
    first_bytes: list[bytes] = field(default_factory=list)
    told: bytes = b""


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[Impostor]:
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run([*make.split(), *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    running = Impostor(listener.getsockname()[1])

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(5)
                with suppress(OSError), connection:
                    running.first_bytes.append(connection.recv(1, socket.MSG_PEEK))
                    with context.wrap_socket(connection, server_side=True) as secure:
                        running.told += secure.recv(100)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield running
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def text_message(port: int, settings) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = f"https://localhost:{port}/", "x" * 32
    answer = sms_gateway.post(TextMessage("<1@localhost>", "+12025550123", "482913"))
    assert answer.note == "tls"


def leaked_password(port: int, settings) -> None:
    breached_passwords._service.away_until = 0.0
    settings.BREACHED_PASSWORDS_URL = f"https://localhost:{port}/range"
    assert not breached_passwords.is_breached("violet harbour", timezone.now())
    breached_passwords._service.away_until = 0.0


def logout_of_an_app(port: int, settings) -> None:
    a_signing_key()
    app = an_app(backchannel_logout_uri=f"https://localhost:{port}/")
    user = a_user("ada@example.com")
    assert not Session.objects.exists()
    ClientSession.objects.create(client=app.client, user=user, sid="over", issuer=OWN, last_at=timezone.now())
    assert logout.send_due(timezone.now()) == 0


def mail(port: int, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "localhost", port, True
    connection = email_transport.get_connection()
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.open()


def task(port: int, settings) -> None:
    url = f"rediss://:password@localhost:{port}/0"
    queue = Celery(broker=url, broker_transport=Transport, set_as_current=False)
    queue.conf.update(broker_use_ssl=broker_tls(url), broker_transport_options={"max_retries": 0})
    with pytest.raises(Exception, match="certificate verify failed"):
        queue.connection_for_write().channel().client.ping()


def count(port: int, settings) -> None:
    storage = RedisStorage(f"rediss://:password@localhost:{port}/0")
    with pytest.raises(Exception, match="certificate verify failed"):
        storage.incr("key", 60)


@pytest.mark.parametrize("send", [text_message, leaked_password, logout_of_an_app, mail, task, count])
def test_server_without_a_trusted_certificate_gets_no_data(
    send: Callable[[int, object], None], impostor: Impostor, settings
):
    """ASVS 5.0 12.3.1, 12.3.2."""
    send(impostor.port, settings)
    assert set(impostor.first_bytes) == {TLS_HANDSHAKE}
    assert impostor.told == b""


@pytest.mark.parametrize(
    ("url", "encrypted"), [("rediss://:pw@r/0", True), ("redis://r/0", False), ("", False)]
)
def test_task_queue_uses_tls_for_rediss(url: str, encrypted: bool):
    assert bool(broker_tls(url)) is encrypted
