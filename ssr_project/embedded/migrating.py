"""Bring the database up to date at each start, without paying for it when nothing is new."""

from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def pending() -> set[tuple[str, str]]:
    """Return (app label, migration) of every migration file that the database has not seen.

    File names against rows: building Django's migration graph to learn that nothing is new costs more than
    the rest of a start.
    """
    return _on_disk() - set(MigrationRecorder(connection).applied_migrations())


def migrate() -> None:
    """Apply what is pending."""
    if pending():
        call_command("migrate", interactive=False, verbosity=0)


def _on_disk() -> set[tuple[str, str]]:
    return {
        (config.label, file.stem)
        for config in apps.get_app_configs()
        for file in (Path(config.path) / "migrations").glob("[0-9]*.py")
    }
