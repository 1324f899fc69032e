"""``manage.py serve``: the whole server in one process, for this machine."""

import signal
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ssr_project.embedded import background, ports, start, web
from ssr_project.embedded.lock import AlreadyRunning, only_server


class Command(BaseCommand):
    """Serve pages, mail worker and scheduler on localhost only."""

    help = "Start the complete server on this machine: pages, mail worker and scheduler in one process."
    requires_system_checks = []  # the test run checks; a start should not wait for it

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "serve requires MODE=embedded. In production run the web, worker and beat processes."
            )
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while starting ends it without a traceback
        try:
            with only_server(settings.DATA_DIR, settings.PUBLIC_URL):
                self._serve(self._bound())
        except AlreadyRunning as running:
            raise CommandError(str(running)) from None

    def _bound(self) -> list[socket.socket]:
        """Take the port before anything slow: a browser that comes early waits instead of failing."""
        port = start.usable_port()
        if port != settings.PORT:
            start.restart_on_port(port)
        try:
            return ports.bind(port)
        except OSError:
            raise CommandError(f"Port {port} is used by another program. Set PORT to a free one.") from None

    def _serve(self, sockets: list[socket.socket]) -> None:
        ports.remember(settings.DATA_DIR, settings.PORT)
        start.prepare_database()
        stop = web.stop_requested()  # first: a thread that gives up at once stops the server by a signal
        background.start()
        for address in start.addresses():
            self.stdout.write(f"{address.name:<8} {address.url}")
        self.stdout.write("Press Ctrl-C to stop.")
        self.stdout.flush()
        web.serve(sockets, stop)
        if background.has_given_up.is_set():
            raise CommandError("The mail worker or the scheduler failed repeatedly. See the log.")
