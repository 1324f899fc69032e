"""The worker and the clock of the embedded mode, as threads of the web process."""

import logging
import os
import signal
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from celery.beat import Service
from celery.worker import WorkController

from ssr_project.celery import app

PAUSE_SECONDS: Final = 1.0
STEADY_SECONDS: Final = 60.0
"""A thread that ran for so long has worked; its next failure counts as the first."""
MAX_FAILURES: Final = 10
"""Failures of one thread in a row after which the whole server stops."""

logger = logging.getLogger(__name__)
has_given_up: Final = Event()
"""Set when a thread only fails, before the server is stopped."""


def start() -> None:
    """Start both. They are daemons: the process may end at any moment, for every mail is a row."""
    app.broker_is_here = True
    app.finalize(auto=True)
    _keep_running("worker", _work)
    _keep_running("clock", _tick)


def _keep_running(name: str, run: Callable[[], None]) -> None:
    """Run a part of the server in a thread, and again when it ends; stop the server if it only fails.

    No supervisor looks after threads. A server whose worker never runs would take sign-ups and send no mail.
    """

    def supervised() -> None:
        failures = 0
        while failures < MAX_FAILURES:
            started = time.monotonic()
            try:
                run()
                logger.error("thread ended, starting again", extra={"part": name})
            except BaseException:  # Celery ends a worker by SystemExit, too
                logger.exception("thread failed, starting again", extra={"part": name})
            failures = 1 if time.monotonic() - started >= STEADY_SECONDS else failures + 1
            time.sleep(PAUSE_SECONDS)
        logger.critical("thread failed %s times in a row, stopping", MAX_FAILURES, extra={"part": name})
        has_given_up.set()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=supervised, name=name, daemon=True).start()


def _work() -> None:
    """Run the worker. The command line's would take over the signals of the process."""
    WorkController(
        app=app,
        hostname="worker@localhost",
        pool="solo",
        loglevel="WARNING",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    ).start()


def _tick() -> None:
    """Run the clock. Without its own choice of scheduler it would keep a file in the current folder."""
    Service(app, max_interval=1, scheduler_cls=app.conf.beat_scheduler, remote_control=False).start()
