"""Write the initial migration of every app again from its models, as Django writes it.

    python tools/initial_migrations.py [--check]

Until 1.0 an app has one initial migration and at most one with its first rows, which is written by hand.
With --check nothing is written; the exit code is 1 when a file is out of date or there is one too many.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ssr_project.database_version import own_apps  # noqa: E402

INITIAL, FIRST_ROWS = "0001_initial.py", "0002_first_rows.py"


def folder(label: str) -> Path:
    """Return the folder of an app's migrations."""
    return Path(apps.get_app_config(label).path) / "migrations"


def initial_migrations() -> Iterator[tuple[Path, str]]:
    """Yield the path and the text of each app's initial migration."""
    labels = {app.label for app in own_apps()}
    # Without a module of migrations everything in the models is new.
    settings.MIGRATION_MODULES = settings.MIGRATION_MODULES | dict.fromkeys(labels, "no_module")
    loader = MigrationLoader(None, ignore_no_migrations=True)
    detector = MigrationAutodetector(
        loader.project_state(), ProjectState.from_apps(apps), MigrationQuestioner(specified_apps=labels)
    )
    changes = detector.changes(loader.graph, convert_apps=labels)
    if split := sorted(label for label, migrations in changes.items() if len(migrations) > 1):
        sys.exit(
            f"One migration is not enough for {', '.join(split)}: foreign keys between apps form a circle."
        )
    for label, (migration,) in changes.items():
        yield folder(label) / INITIAL, MigrationWriter(migration, include_header=False).as_string()


def surplus() -> list[Path]:
    """Return the migrations that are neither initial nor first rows."""
    files = (file for app in own_apps() for file in folder(app.label).glob("[0-9]*.py"))
    return sorted(file for file in files if file.name not in (INITIAL, FIRST_ROWS))


def names(paths: list[Path]) -> str:
    return ", ".join(str(path.relative_to(ROOT)) for path in paths)


def main(*, check: bool) -> None:
    """Write what is out of date, or with ``check`` exit with a sentence about it."""
    if extra := surplus():
        sys.exit(f"Until 1.0 an app has only {INITIAL} and {FIRST_ROWS}. Remove {names(extra)}.")
    stale = {
        path: text for path, text in initial_migrations() if not path.exists() or path.read_text() != text
    }
    if check and stale:
        sys.exit(f"Out of date: {names(list(stale))}. Run: make migrations")
    for path, text in stale.items():
        path.write_text(text)
    if stale:
        print(f"Written: {names(list(stale))}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")
    django.setup()
    main(check="--check" in sys.argv[1:])
