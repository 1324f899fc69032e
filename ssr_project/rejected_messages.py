"""The event of a message that a worker rejected."""

import logging
from typing import Final

from django.db import connection
from django.utils import timezone

from accounts.domain.events import SYSTEM
from accounts.events.log import Entry, record_refusal
from ssr_project.broker import on_rejection

REJECTED: Final = "system.worker.message.reject"

logger = logging.getLogger(__name__)


def record_rejection(error: str) -> None:
    """Record that a message was rejected, by the name of the error. Never raises."""
    try:
        record_refusal(Entry(REJECTED, reason=error, actor=SYSTEM), subject="task queue", now=timezone.now())
    except Exception:  # the log has it, and the worker goes on without the event
        logger.exception("rejection not recorded")
    finally:
        connection.close()


on_rejection.append(record_rejection)
