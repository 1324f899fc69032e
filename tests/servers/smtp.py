"""A real SMTP server on loopback that keeps each message, or misbehaves in a chosen way."""

import time
from asyncio import sleep
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.launch import free_port


class Mode(StrEnum):
    """What the server answers when the message has arrived. Every mode but the refusals keeps it."""

    ACCEPT = "accept"
    REFUSE_FOR_NOW = "refuse 4xx"
    REFUSE_FOR_GOOD = "refuse 5xx"
    SLOW = "slow"
    DIE_AFTER_DATA = "die after DATA"


@dataclass(frozen=True)
class Mail:
    """One message as it came over the wire: envelope, parsed content, and the monotonic time it arrived."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    at: float

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


@dataclass
class MailServer:
    """What the server has received, and how it behaves from now on."""

    port: int
    mode: Mode = Mode.ACCEPT
    slow_seconds: float = 3.0
    tried: int = 0
    mails: list[Mail] = field(default_factory=list)
    _arrived: Condition = field(default_factory=Condition, repr=False)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Mail]:
        with self._arrived:
            return [mail for mail in self.mails if address in mail.recipients]

    def wait_for(self, address: str, count: int = 1, seconds: float = 60.0, about: str = "") -> Mail:
        """Return the newest mail to an address once it has had `count`, with `about` in their subjects."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while len(mails := [mail for mail in self.to(address) if about in mail.subject]) < count:
                if not self._arrived.wait(deadline - time.monotonic()):
                    others = [mail.recipients for mail in self.mails]
                    raise AssertionError(
                        f"{len(mails)} of {count} mails to {address} in {seconds} s; others: {others}"
                    )
        return mails[-1]

    def keep(self, mail: Mail) -> None:
        with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()


class _Handler:
    def __init__(self, mailbox: MailServer) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.mailbox.tried += 1
        match self.mailbox.mode:
            case Mode.REFUSE_FOR_NOW:
                return "451 4.3.0 Try again later"
            case Mode.REFUSE_FOR_GOOD:
                return "550 5.1.1 No such mailbox"
        if self.mailbox.mode is Mode.SLOW:
            await sleep(self.mailbox.slow_seconds)
        self.mailbox.keep(_parsed(envelope))
        if self.mailbox.mode is Mode.DIE_AFTER_DATA:
            server.transport.abort()
        return "250 2.0.0 Kept"


def _parsed(envelope: Envelope) -> Mail:
    content = envelope.original_content or b""
    message = message_from_bytes(content, policy=policy.default)
    recipients: Sequence[str] = envelope.rcpt_tos
    return Mail(envelope.mail_from or "", tuple(recipients), message, time.monotonic())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    mailbox = MailServer(free_port())
    controller = Controller(_Handler(mailbox), hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop(no_assert=True)
