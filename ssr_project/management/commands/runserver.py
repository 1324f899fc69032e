"""``manage.py runserver``: like ``serve``, restarted when a file changes."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management.base import CommandError

from ssr_project.database_version import OTHER_VERSION, found_other_version
from ssr_project.embedded import background, ports, start
from ssr_project.embedded.lock import AlreadyRunning, only_server


class Command(runserver.Command):
    """Django's development server with the worker and the scheduler beside it."""

    default_addr = "localhost"
    default_port = str(settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        if found_other_version():  # here, for the reloader prints a traceback of what its child raises
            raise CommandError(OTHER_VERSION)
        port = int((options["addrport"] or self.default_port).rpartition(":")[2])
        if settings.EMBEDDED and port != settings.PORT:
            start.restart_on_port(port)
        super().handle(*args, **options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Runs in the child that the reloader replaces."""
        if not settings.EMBEDDED:
            super().inner_run(*args, **options)
            return
        try:
            with only_server(settings.DATA_DIR, settings.PUBLIC_URL):
                self._run(*args, **options)
        except AlreadyRunning as running:
            raise CommandError(str(running)) from None

    def _run(self, *args: Any, **options: Any) -> None:
        ports.remember(settings.DATA_DIR, settings.PORT)
        start.prepare_database()
        background.start()
        for address in start.addresses():
            self.stdout.write(f"{address.name:<8} {address.url}")
        self.stdout.flush()
        super().inner_run(*args, **options)
