"""The lease on a mail while it is being sent: short, and renewed for as long as the sending lasts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Final

from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import MailState, OutboxMail

LEASE: Final = timedelta(seconds=10)
"""How long a mail of a killed worker waits before another one may take it."""
RENEW_SECONDS: Final = 3.0

logger = logging.getLogger(__name__)


@contextmanager
def renewed_lease(mail: OutboxMail) -> Iterator[None]:
    """Renew the lease of a claimed mail until the block ends; a process that is killed renews nothing."""
    sent = Event()
    keeper = Thread(target=_renew, args=(mail.pk, mail.attempts, sent), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        sent.set()


def _renew(mail_id: int, attempts: int, sent: Event) -> None:
    """Put the end of the lease off every few seconds, while the mail is this attempt's.

    Most mails are sent before the first time, and cost no statement here.
    """
    held = OutboxMail.objects.filter(pk=mail_id, state=MailState.SENDING, attempts=attempts)
    try:
        while not sent.wait(RENEW_SECONDS):
            until = timezone.now() + LEASE
            try:
                if not held.update(available_at=until, lease_until=until):
                    return
            except DatabaseError as error:
                # Tried again: giving the mail up to another worker would send it twice.
                logger.warning("lease not renewed", extra={"mail": mail_id, "error": type(error).__name__})
                connection.close()
    finally:
        connection.close()
