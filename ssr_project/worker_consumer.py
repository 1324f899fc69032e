"""The consumer of Celery's worker: outlives a lost broker, ends when it only fails or has a foreign database.

Commands of Celery's own load it without Django's apps (``inspect ping``), so it imports no model.
"""

import logging
from typing import Any, Final

from celery.exceptions import WorkerShutdown
from celery.worker import state
from celery.worker.consumer import Consumer
from django.db import connection

from ssr_project.broker import LOST_CONNECTIONS
from ssr_project.database_version import OTHER_VERSION, found_other_version

MAX_FAULTS: Final = 10
"""Faults in a row, with no task received between them, after which the worker ends."""
EXIT_FAILURE: Final = 1

logger = logging.getLogger(__name__)


class FaultBudget:
    """Counts faults of the worker itself since it last received a task."""

    def __init__(self) -> None:
        self._faults = 0
        self._received = 0

    def is_spent_by_next(self, received: int) -> bool:
        """Count one fault, given the number of tasks received so far; return whether it is one too many."""
        if received != self._received:
            self._faults, self._received = 0, received
        self._faults += 1
        return self._faults >= MAX_FAULTS


class RetryingConsumer(Consumer):
    """Opens its connection again after any error of its loop, and ends the worker if that never helps.

    When Redis vanishes between two steps of the loop, kombu raises errors of its own making, of any type. To
    Celery they are unrecoverable, and no mail would go out until a supervisor starts the worker again. A
    fault of the program looks the same, so only lost connections are retried for ever.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.connection_errors = (*LOST_CONNECTIONS, Exception)
        self.fault_budget = FaultBudget()

    def start(self) -> None:
        """Take tasks. Ends the worker when another version made the database: its rows mean other things."""
        is_other_version = found_other_version()
        connection.close()
        if is_other_version:
            logger.critical(OTHER_VERSION)
            raise WorkerShutdown(EXIT_FAILURE)
        super().start()

    def on_connection_error_before_connected(self, exc: Exception) -> None:
        self._count_fault(exc)
        super().on_connection_error_before_connected(exc)

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        self._count_fault(exc)
        super().on_connection_error_after_connected(exc)

    def _count_fault(self, error: Exception) -> None:
        if isinstance(error, LOST_CONNECTIONS):
            return
        logger.error("worker failed, connecting again", exc_info=error)
        if self.fault_budget.is_spent_by_next(state.all_total_count[0]):
            logger.critical(
                "worker ends: %s faults in a row, and no task received between them",
                MAX_FAULTS,
                exc_info=error,
            )
            raise WorkerShutdown(EXIT_FAILURE) from error
