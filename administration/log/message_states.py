"""The state of a message in words: a deferred one with its next attempt, a sent one with its time."""

from datetime import datetime

from django.utils.translation import gettext

from accounts.models import MailState, OutboxMail


def is_deferred(mail: OutboxMail) -> bool:
    """Return whether an attempt failed and another one follows."""
    return mail.state == MailState.QUEUED and mail.attempts > 0 and bool(mail.last_error)


def needs_attention(mail: OutboxMail) -> bool:
    """Return whether the message failed or waits for another attempt."""
    return mail.state == MailState.FAILED or is_deferred(mail)


def state_text(mail: OutboxMail) -> str:
    """Return what became of the message."""
    if is_deferred(mail):
        words = {"count": mail.attempts, "time": _minute(mail.available_at)}
        # Translators: state of a message in the administration; a server refused it for now
        return gettext("Deferred after attempt %(count)s, next try %(time)s") % words
    if mail.state == MailState.QUEUED:
        # Translators: state of a message in the administration; no attempt yet
        return gettext("Queued")
    if mail.state == MailState.SENT and mail.sent_at:
        # Translators: state of a message in the administration; the mail server took it
        return gettext("Sent %(time)s") % {"time": _minute(mail.sent_at)}
    return str(MailState(mail.state).label)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
