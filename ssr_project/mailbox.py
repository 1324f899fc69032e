"""The embedded mode's mail server and text gateway: a folder of messages, the newest ones kept."""

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as OutgoingMail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.messaging.text_message import TextMessage

MAX_MESSAGES = 200
TEXT_SUBJECT = "Text message"
_ID = re.compile(r"[0-9]{19}-[0-9a-f]{8}")
_CODE = re.compile(r"(?<![\w#&./-])(\d{3}) ?(\d{3})(?![\w./-])")
_LINK = re.compile(r"https?://[^\s<>\"']+")


class MailboxBackend(BaseEmailBackend):
    """Keeps every message as it would have been sent, one ``.eml`` file each."""

    def send_messages(self, email_messages: Sequence[OutgoingMail]) -> int:
        for message in email_messages:
            _keep(settings.MAILBOX_DIR, message.message().as_bytes())
        _forget_old(settings.MAILBOX_DIR)
        return len(email_messages)


def keep_text(message: TextMessage) -> DeliveryResult:
    """Keep a text message beside the mails, in their form: its recipient is a phone number."""
    kept = EmailMessage()
    kept["To"], kept["From"], kept["Subject"] = message.to, settings.PUBLIC_HOST, TEXT_SUBJECT
    kept["Message-ID"] = message.message_id
    kept.set_content(message.text)
    _keep(settings.MAILBOX_DIR, kept.as_bytes())
    _forget_old(settings.MAILBOX_DIR)
    return DeliveryResult(Verdict.ACCEPTED)


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One message as a reader sees it. ``code`` and ``link`` are empty when its text holds none."""

    id: str
    at: datetime
    to: str
    sender: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str

    @property
    def url(self) -> str:
        return reverse("dev:mail", args=(self.id,))

    @property
    def code(self) -> str:
        found = _CODE.search(self.text)
        return "".join(found.groups()) if found else ""

    @property
    def link(self) -> str:
        return next(iter(self.links), "")

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(link.rstrip(".,)") for link in _LINK.findall(self.text)))


def newest(folder: Path, to: str = "") -> list[KeptMail]:
    """Return what was kept, newest first; only mail to the address ``to`` when one is given."""
    mails = (_parse(path) for path in _paths(folder))
    return [mail for mail in mails if not to or to.lower() in mail.to.lower()]


def find(folder: Path, mail_id: str) -> KeptMail | None:
    """Return one message, or ``None`` when it was never there or is already forgotten."""
    path = folder / f"{mail_id}.eml"
    return _parse(path) if _ID.fullmatch(mail_id) and path.exists() else None


def _keep(folder: Path, raw: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns()}-{secrets.token_hex(4)}"
    draft = folder / f"{name}.draft"  # a reader never meets half a message
    draft.write_bytes(raw)
    draft.rename(folder / f"{name}.eml")


def _forget_old(folder: Path) -> None:
    for path in _paths(folder)[MAX_MESSAGES:]:
        path.unlink(missing_ok=True)


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)


def _parse(path: Path) -> KeptMail:
    message = message_from_bytes(path.read_bytes(), policy=modern)
    nanoseconds = int(path.stem.partition("-")[0])
    return KeptMail(
        id=path.stem,
        at=datetime.fromtimestamp(nanoseconds / 1e9, tz=UTC),
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
