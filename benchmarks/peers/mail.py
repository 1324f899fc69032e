"""Mail of a peer: the web process puts the finished message into the queue, the worker sends it."""

from collections.abc import Sequence
from threading import local

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

_thread = local()


class QueueBackend(BaseEmailBackend):
    """Send each message by a task."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            alternatives = getattr(message, "alternatives", ())
            html = next((str(one.content) for one in alternatives), "")
            send.delay(message.subject, str(message.body), message.from_email, message.to, html)
        return len(email_messages)


@shared_task(name="send_mail")
def send(subject: str, body: str, sender: str, to: list[str], html: str) -> None:
    """Send one message by the connection that the thread keeps."""
    message = EmailMultiAlternatives(subject, body, sender, to)
    if html:
        message.attach_alternative(html, "text/html")
    if not hasattr(_thread, "connection"):
        _thread.connection = EmailBackend()
        _thread.connection.open()
    _thread.connection.send_messages([message])


@shared_task(name="clear_sessions")
def clear_sessions() -> None:
    """Remove sessions that have expired."""
    SessionStore.clear_expired()
