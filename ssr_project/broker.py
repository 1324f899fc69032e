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
"""Callbacks for each rejected message, with the name of the error; the project's app adds the event."""


class Channel(redis.Channel):
    """Rejects a message that isn't one of Celery's: kombu would let the worker end with it."""

    def _brpop_read(self, **options: Any) -> Any:
        delivered = frozenset(self.qos._delivered)  # noqa: SLF001 - kombu offers no other list of them
        try:
            return super()._brpop_read(**options)
        except _UNREADABLE as error:
            if self.connection is None or self.connection.client is None:
                # The connection was closed beneath: taken for a bad message, the worker would stop waiting.
                raise ConnectionError("the connection to the broker is closed") from error
            # What was registered before it failed would come back for ever and take a place of the prefetch.
            for tag in frozenset(self.qos._delivered) - delivered:  # noqa: SLF001 - the same
                self.basic_reject(tag, requeue=False)
            logger.exception("message rejected")
            for tell in on_rejection:
                tell(type(error).__name__)
            return True


LOST_CONNECTIONS: Final = redis.Transport.connection_errors
"""What kombu itself takes for a lost connection."""


class Transport(redis.Transport):
    """kombu's transport, with the channel above, in which every fault counts as a lost connection.

    When Redis vanishes between two steps of the loop, kombu raises errors of its own making, and whatever
    does not count stays half closed. The worker's consumer tells a fault of the program from a lost
    connection by ``LOST_CONNECTIONS``.
    """

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, Exception)
