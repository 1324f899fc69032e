"""The Redis transport of the task queue, which survives what it can't read and a broker that vanishes."""

import logging
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from kombu.transport import redis

from accounts.events import Entry, record_refusal

REJECTED: Final = "system.worker.message.reject"
_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError)

logger = logging.getLogger(__name__)


class Channel(redis.Channel):
    """Rejects a message that isn't one of Celery's: kombu would let the worker end with it."""

    def _brpop_read(self, **options: Any) -> Any:
        try:
            return super()._brpop_read(**options)
        except _UNREADABLE as error:
            # Redis has handed the message out and deleted it: nothing is left to acknowledge.
            _note_rejection(type(error).__name__)
            return True


class Transport(redis.Transport):
    """Treats every fault of the connection's loop as a lost connection, which the worker opens again.

    When Redis vanishes between two steps of the loop, kombu raises errors of its own making that Celery
    calls unrecoverable; the worker would exit, and no mail would go out until a supervisor starts it again.
    """

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, Exception)


def _note_rejection(error: str) -> None:
    logger.error("message rejected", extra={"error": error})
    try:
        record_refusal(Entry(REJECTED, code=error), subject="task queue", now=timezone.now())
    except Exception:  # the log has it, and the worker goes on without the event
        logger.exception("rejection not recorded")
    finally:
        connection.close()
