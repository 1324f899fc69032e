"""Bring the database up to date at each start, without paying for it when nothing is new."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

Names = set[tuple[str, str]]
"""App label and migration."""


def migrate() -> bool:
    """Apply what is pending; return whether the database was new.

    File names are held against rows: building Django's migration graph to learn that nothing is pending
    costs more than the rest of a start.
    """
    seen = applied()
    if on_disk() - seen:
        call_command("migrate", interactive=False, verbosity=0)
    return not seen


def applied() -> Names:
    """Return the migrations that the database has seen."""
    return set(MigrationRecorder(connection).applied_migrations())


def on_disk() -> Names:
    """Return the migrations that this version has."""
    return {
        (config.label, file.stem)
        for config in apps.get_app_configs()
        if config.label not in settings.MIGRATION_MODULES
        for file in (Path(config.path) / "migrations").glob("[0-9]*.py")
    }
