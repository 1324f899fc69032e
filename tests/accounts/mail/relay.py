"""A mail server that shows the bytes it was given, and refuses in the phase it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.launch import free_port


@dataclass
class Relay:
    """Answers by phase; an empty answer means yes. `connections` counts how often somebody said hello."""

    port: int
    on_sender: str = ""
    on_recipient: str = ""
    on_data: str = ""
    connections: int = 0
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
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, *_: Any
    ) -> str:
        envelope.mail_from = address
        return self.relay.on_sender or "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, *_: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.relay.on_recipient or "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.relay.on_data:
            return self.relay.on_data
        self.relay.letters.append(envelope.original_content or b"")
        self.relay.recipients.append(envelope.rcpt_tos)
        return "250 2.0.0 Kept"


@contextmanager
def relay_server() -> Iterator[Relay]:
    relay = Relay(free_port())
    controller = Controller(_Handler(relay), hostname="127.0.0.1", port=relay.port)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop(no_assert=True)
