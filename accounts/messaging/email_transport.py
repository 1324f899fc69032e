"""Handing letters to the mail server, over one connection that each worker thread keeps.

What is kept of an answer is its code (RFC 5321 §4.2) and enhanced status (RFC 3463). Its text is kept for a
test email only.
"""

import re
import smtplib
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import sanitize_address

from accounts.domain.text import one_line
from accounts.messaging.rendered_email import EmailContext

MAX_EMAILS_PER_CONNECTION: Final = 50
MAX_ANSWER: Final = 200
ACCEPTED: Final = 250
FORWARDED: Final = 251
"""The server's codes for yes, and for an address that it passes on."""

_ENHANCED_STATUS: Final = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Verdict(StrEnum):
    """What the mail server made of a letter."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """A verdict and why, in codes: ``550 5.1.1`` or the name of what broke.

    ``answer`` is what the server wrote. It may repeat the recipient's address, so only a test email keeps it.
    """

    verdict: Verdict
    note: str = ""
    answer: str = field(default="", repr=False, compare=False)


class _ThreadConnection(threading.local):
    """The connection that this thread keeps: to where, and how many letters it has carried."""

    backend: BaseEmailBackend | None = None
    address: tuple[str, str, int] | None = None
    sent_count: int = 0


_line = _ThreadConnection()


def submit_message(email: EmailContext) -> DeliveryResult:
    """Give a letter to the mail server. Anything but its clear yes or no is worth another try."""
    try:
        answer = _send(_message(email))
    except smtplib.SMTPRecipientsRefused as failure:
        return _rejected(*next(iter(failure.recipients.values())))
    except smtplib.SMTPDataError as failure:
        return _rejected(failure.smtp_code, failure.smtp_error)
    except smtplib.SMTPResponseException as failure:
        # Of the sender, the password or the connection: it says nothing about this recipient.
        return _not_now(
            _note(failure.smtp_code, failure.smtp_error), _text(failure.smtp_code, failure.smtp_error)
        )
    except OSError as failure:
        return _not_now(type(failure).__name__, str(failure))
    _line.sent_count += 1
    return DeliveryResult(Verdict.ACCEPTED, answer=answer)


def close_connection() -> None:
    """Close this thread's connection, whatever state it is in."""
    backend, _line.backend = _line.backend, None
    if backend is None:
        return
    try:
        backend.close()
    except OSError:
        # The other end has closed the connection already.
        return


def _send(message: EmailMultiAlternatives) -> str:
    """Send a message and return the server's answer. A kept connection that fails at first is replaced.

    Mail servers end connections that rest or have carried enough, without a word or with 421: whatever a kept
    connection says before MAIL is accepted is not about this message. A new one has the last word.
    """
    backend, is_kept = _connection()
    if not isinstance(backend, SmtpBackend):
        backend.send_messages([message])
        return ""
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    sender, recipient = (
        sanitize_address(address, "utf-8") for address in (message.from_email, message.to[0])
    )
    try:
        _begin(backend.connection, sender, len(content))
    except OSError:
        if not is_kept:
            raise
        close_connection()
        backend, _ = _connection()
        _begin(backend.connection, sender, len(content))
    return _finish(backend.connection, recipient, content)


def _connection() -> tuple[Any, bool]:
    """Return an open connection and whether it was kept. One that has carried its share is replaced."""
    address = (settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT)
    if (
        _line.backend is not None
        and _line.address == address
        and _line.sent_count < MAX_EMAILS_PER_CONNECTION
    ):
        return _line.backend, True
    close_connection()
    _line.backend, _line.address, _line.sent_count = get_connection(), address, 0
    _line.backend.open()
    return _line.backend, False


def _begin(smtp: Any, sender: str, size: int) -> None:
    smtp.ehlo_or_helo_if_needed()
    options = [f"size={size}"] if smtp.has_extn("size") else []
    code, reply = smtp.mail(sender, options)
    if code != ACCEPTED:
        raise smtplib.SMTPSenderRefused(code, reply, sender)


def _finish(smtp: Any, recipient: str, content: bytes) -> str:
    try:
        code, reply = smtp.rcpt(recipient)
        if code not in (ACCEPTED, FORWARDED):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, reply)})
        code, reply = smtp.data(content)
        if code != ACCEPTED:
            raise smtplib.SMTPDataError(code, reply)
    except smtplib.SMTPException:
        with suppress(OSError):
            smtp.rset()  # ready for the next message, which finds out when it is not
        raise
    return _text(code, reply)


def _message(email: EmailContext) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text,
        from_email=email.sender,
        to=[email.to],
        reply_to=[email.reply_to] if email.reply_to else None,
        headers={
            "Message-ID": email.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834 §5: no out-of-office answers
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(email.html, "text/html")
    return message


def _rejected(code: int, reply: bytes | str) -> DeliveryResult:
    note, answer = _note(code, reply), _text(code, reply)
    return DeliveryResult(Verdict.NEVER, note, answer) if 500 <= code < 600 else _not_now(note, answer)


def _not_now(note: str, answer: str = "") -> DeliveryResult:
    # A server that is not well has often ended the connection too (421), or is about to.
    close_connection()
    return DeliveryResult(Verdict.LATER, note, answer)


def _text(code: int, reply: bytes | str) -> str:
    """Return an answer as the server gave it, in one line."""
    return one_line(
        f"{code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}", MAX_ANSWER
    )


def _note(code: int, reply: bytes | str) -> str:
    status = _ENHANCED_STATUS.match(reply.encode("utf-8", "replace") if isinstance(reply, str) else reply)
    return f"{code} {status[1].decode()}" if status else str(code)
