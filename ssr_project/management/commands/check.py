"""``manage.py check``: what is wrong with settings, code and, where it can be read, the database."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import check

from ssr_project.database_version import OTHER_VERSION, found_other_version


class Command(check.Command):
    """Django's command, which refuses a database of another version."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Look at the database before everything that may read its rows. Raises CommandError."""
        if found_other_version():
            raise CommandError(OTHER_VERSION)
        super().handle(*app_labels, **options)
