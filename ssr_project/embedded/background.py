"""The worker and the clock of the embedded mode, as threads of the web process."""

from threading import Thread

from celery.beat import EmbeddedService
from celery.worker import WorkController

from ssr_project.celery import app


def start() -> None:
    """Start both. They are daemons: the process may end at any moment, for every mail is a row.

    ``WorkController`` rather than the command line's worker, which would take the signals over.
    """
    app.broker_is_here = True
    app.finalize(auto=True)
    worker = WorkController(
        app=app,
        hostname="worker@localhost",
        pool="solo",
        loglevel="WARNING",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
    Thread(target=worker.start, name="worker", daemon=True).start()
    # Without its own choice of scheduler it would keep a file in whatever folder the command was typed.
    EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler).start()
