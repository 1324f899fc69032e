"""The web server of the embedded mode."""

import signal
import socket
from threading import Event, Thread

from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from ssr_project.charsets import with_known_charset

THREADS = 8
FINISHING_SECONDS = 0.5
"""How long answers under way may take after the order to stop."""


def stop_requested() -> Event:
    """Return an event that Ctrl-C and SIGTERM set from now on. Only the main thread may call this."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def serve(sockets: list[socket.socket], stop: Event) -> None:
    """Answer on ``sockets`` until ``stop`` is set.

    The loop has a thread of its own while this one waits: a signal raised inside the loop would hit whatever
    connection is being handled.
    """
    server = create_server(
        with_known_charset(get_wsgi_application()),
        sockets=sockets,
        threads=THREADS,
        ident=None,
        # LocalOnlyMiddleware refuses a forwarded request, so it has to see that it is one.
        clear_untrusted_proxy_headers=False,
    )
    Thread(target=server.run, name="web", daemon=True).start()
    stop.wait()
    server.task_dispatcher.shutdown(timeout=FINISHING_SECONDS)
