"""The web server of the embedded mode."""

import signal
import socket
from threading import Event, Thread

from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

THREADS = 8
FINISHING_SECONDS = 0.5
"""How long answers under way may take after the order to stop."""


def serve(sockets: list[socket.socket]) -> None:
    """Answer on ``sockets`` until Ctrl-C or SIGTERM. Only the main thread may call this.

    The loop has a thread of its own and this one waits for the signal: raised inside the loop, it would hit
    whatever connection is being handled.
    """
    server = create_server(get_wsgi_application(), sockets=sockets, threads=THREADS, ident=None)
    Thread(target=server.run, name="web", daemon=True).start()
    _until_told_to_stop()
    server.task_dispatcher.shutdown(timeout=FINISHING_SECONDS)


def _until_told_to_stop() -> None:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    stop.wait()
