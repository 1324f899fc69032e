"""The Redis transport of the task queue, which survives what it can't read and a broker that vanishes.

Commands of Celery's own load it without Django's apps (``inspect ping``), so it imports no model.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

from kombu.transport import redis

_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError)

logger = logging.getLogger(__name__)
on_rejection: Final[list[Callable[[str], None]]] = []
"""What is told of each rejected message, by the name of the error; the project's app adds the event."""


class Channel(redis.Channel):
    """Rejects a message that isn't one of Celery's: kombu would let the worker end with it."""

    def _brpop_read(self, **options: Any) -> Any:
        held = frozenset(self.qos._delivered)  # noqa: SLF001 - kombu offers no other list of them
        try:
            return super()._brpop_read(**options)
        except _UNREADABLE as error:
            # What was registered before it failed would come back for ever and take a place of the prefetch.
            for tag in frozenset(self.qos._delivered) - held:  # noqa: SLF001 - the same
                self.basic_reject(tag, requeue=False)
            logger.exception("message rejected")
            for tell in on_rejection:
                tell(type(error).__name__)
            return True


class Transport(redis.Transport):
    """kombu's transport, with the channel above. What its loop raises is up to the worker's consumer."""

    Channel = Channel
