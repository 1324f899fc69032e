"""``manage.py migrate``: create the tables of a new database, or bring one of this version up to date."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from ssr_project.database_version import OTHER_VERSION, is_other_version, record, recorded


class Command(migrate.Command):
    """Django's command, which refuses a database of another version and records this one's fingerprint."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Record first: a run that breaks off can be repeated. Raises CommandError."""
        if is_other_version(recorded()):
            raise CommandError(OTHER_VERSION)
        if not (options["plan"] or options["check_unapplied"]):
            record()
        super().handle(*args, **options)
