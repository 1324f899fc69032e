"""Handing letters to the mail server, over one connection that each worker thread keeps.

The server's words are never kept: an answer is its code (RFC 5321 §4.2) and enhanced status (RFC 3463).
"""

import re
import smtplib
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from accounts.mail.rendered_email import EmailContext

LETTERS_PER_CONNECTION: Final = 50
TRUSTED_IDLE_SECONDS: Final = 5.0

_ENHANCED_STATUS: Final = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Verdict(StrEnum):
    """What the mail server made of a letter."""

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict and why, in codes: ``550 5.1.1`` or the name of what broke."""

    verdict: Verdict
    note: str = ""


class _ThreadConnection(threading.local):
    """The connection that this thread keeps: to where, how many letters it has carried, and when the last."""

    backend: BaseEmailBackend | None = None
    address: tuple[str, str, int] | None = None
    letters: int = 0
    used_at: float = 0.0


_line = _ThreadConnection()


def hand_over(letter: EmailContext) -> Answer:
    """Give a letter to the mail server. Anything but its clear yes or no is worth another try."""
    try:
        _picked_up().send_messages([_message(letter)])
    except smtplib.SMTPRecipientsRefused as refusal:
        return _refused(*next(iter(refusal.recipients.values())))
    except smtplib.SMTPDataError as refusal:
        return _refused(refusal.smtp_code, refusal.smtp_error)
    except smtplib.SMTPResponseException as refusal:
        # Of the sender, the password or the connection: it says nothing about this recipient.
        return _not_now(_note(refusal.smtp_code, refusal.smtp_error))
    except OSError as failure:
        return _not_now(type(failure).__name__)
    _line.letters += 1
    _line.used_at = time.monotonic()
    return Answer(Verdict.ACCEPTED)


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


def _picked_up() -> BaseEmailBackend:
    """An open connection: the kept one while it can be trusted, else a new one."""
    address = (settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT)
    if _line.backend is None or _line.address != address or not _still_good(_line.backend):
        close_connection()
        _line.backend, _line.address, _line.letters = get_connection(), address, 0
        _line.used_at = time.monotonic()
    _line.backend.open()
    return _line.backend


def _still_good(backend: BaseEmailBackend) -> bool:
    """Servers limit letters and idle time; asking after a pause is cheaper than failing and trying later."""
    if _line.letters >= LETTERS_PER_CONNECTION:
        return False
    if time.monotonic() - _line.used_at < TRUSTED_IDLE_SECONDS or not isinstance(backend, SmtpBackend):
        return True
    try:
        return backend.connection is not None and backend.connection.noop()[0] == 250
    except OSError:
        return False


def _message(letter: EmailContext) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834 §5: no out-of-office answers
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _refused(code: int, reply: bytes | str) -> Answer:
    note = _note(code, reply)
    return Answer(Verdict.NEVER, note) if 500 <= code < 600 else _not_now(note)


def _not_now(note: str) -> Answer:
    # A server that is not well has often ended the connection too (421), or is about to.
    close_connection()
    return Answer(Verdict.LATER, note)


def _note(code: int, reply: bytes | str) -> str:
    status = _ENHANCED_STATUS.match(reply.encode("utf-8", "replace") if isinstance(reply, str) else reply)
    return f"{code} {status[1].decode()}" if status else str(code)
