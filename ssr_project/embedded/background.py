"""The worker and the clock of the embedded mode, as threads of the web process."""

import logging
import time
from collections.abc import Callable
from threading import Thread
from typing import Final

from celery.beat import Service
from celery.worker import WorkController

from ssr_project.celery import app

PAUSE_SECONDS: Final = 1.0

logger = logging.getLogger(__name__)


def start() -> None:
    """Start both. They are daemons: the process may end at any moment, for every mail is a row."""
    app.broker_is_here = True
    app.finalize(auto=True)
    _keep_running("worker", _work)
    _keep_running("clock", _tick)


def _keep_running(name: str, run: Callable[[], None]) -> None:
    """Run this in a thread, and again whenever it ends: nobody else supervises threads."""

    def supervised() -> None:
        while True:
            try:
                run()
                logger.error("thread ended, starting again", extra={"part": name})
            except BaseException:  # Celery ends a worker by SystemExit, too
                logger.exception("thread failed, starting again", extra={"part": name})
            time.sleep(PAUSE_SECONDS)

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
