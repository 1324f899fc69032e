"""Keep the bytes of every message, and refuse in a chosen phase."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.launch import free_port


@dataclass
class Relay:
    """Answers by phase; an empty answer means yes. `connections` counts greetings.

    A connection that has carried `letters_allowed` is closed with 421 when the next letter begins.
    """

    port: int
    on_sender: str = ""
    on_recipient: str = ""
    on_data: str = ""
    connections: int = 0
    letters_allowed: int = 1_000
    letters: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)


class _Handler:
    """The library looks its phases up by these names."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        self.relay.connections += 1
        session.host_name = name
        return replies

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, *_: Any
    ) -> str:
        if getattr(session, "carried", 0) >= self.relay.letters_allowed:
            await server.push("421 4.7.0 Too many messages on this connection")
            server.transport.close()
            return ""
        envelope.mail_from = address
        return self.relay.on_sender or "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, *_: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.relay.on_recipient or "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.relay.on_data:
            return self.relay.on_data
        session.carried = getattr(session, "carried", 0) + 1
        self.relay.letters.append(envelope.original_content or b"")
        self.relay.recipients.append(envelope.rcpt_tos)
        return "250 2.0.0 Kept"


@contextmanager
def relay_server(idle_seconds: float = 300) -> Iterator[Relay]:
    relay = Relay(free_port())
    controller = Controller(_Handler(relay), hostname="127.0.0.1", port=relay.port, timeout=idle_seconds)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop(no_assert=True)
