"""Recognise a database that another version of the server made.

Until 1.0 a change of a model rewrites an app's initial migration and keeps its name, so the names that
Django records do not tell two versions apart. ``migrate`` records a fingerprint beside them (ADR 0042).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, Error, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from accounts.domain.base_attributes import BASE_ATTRIBUTES

OTHER_VERSION: Final = (
    "Another version of this server created the database. Before 1.0 one version can't read another's. "
    "Run 'manage.py export_config --output config.yaml' with the version that created it, create a new "
    "database, then run 'manage.py migrate' and 'manage.py apply_config config.yaml' with this version."
)
LABEL: Final = "ssr_project"
"""App label of the fingerprint among the recorded migrations; the app has no migrations of its own."""
MEMORY: Final = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}

Names = set[tuple[str, str]]
"""App label and name of migrations."""


def own_apps() -> list[AppConfig]:
    """Return the apps of this server that have models."""
    return [
        app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR and app.models
    ]


def fingerprint() -> str:
    """Return the digest of all tables, as SQLite would create them, and of the code of the first rows."""
    digest = hashlib.sha256()
    for part in (*sorted(_statements()), *_first_rows()):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:16]


def _statements() -> Iterator[str]:
    """Yield what creates the tables and indexes. Only a database in memory is opened; nothing is run."""
    memory = ConnectionHandler({DEFAULT_DB_ALIAS: MEMORY})[DEFAULT_DB_ALIAS]
    # Django writes this set into indexes of JSON members, in an order that is new in each process.
    operations: Any = memory.ops
    operations.jsonfield_datatype_values = tuple(sorted(operations.jsonfield_datatype_values))
    with memory.schema_editor(collect_sql=True, atomic=False) as editor:
        for app in own_apps():
            for model in app.get_models():
                if model._meta.can_migrate(memory):  # noqa: SLF001 - as migrations ask
                    editor.create_model(model)
    yield from editor.collected_sql
    memory.close()


def _first_rows() -> Iterator[str]:
    for app in own_apps():
        yield from (path.read_text() for path in _files(app) if path.stem != "0001_initial")
    yield from (f"{attribute.key} {attribute.type.value}" for attribute in BASE_ATTRIBUTES)


def _files(app: AppConfig) -> list[Path]:
    return sorted((Path(app.path) / "migrations").glob("[0-9]*.py"))


def on_disk() -> Names:
    """Return the migrations that this version has, those of libraries included."""
    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        if app.label not in settings.MIGRATION_MODULES
        for file in _files(app)
    }


def recorded() -> Names:
    """Return the migrations that the database has seen, and the fingerprint of the version that made it."""
    return set(MigrationRecorder(connection).applied_migrations())


def is_other_version(names: Names) -> bool:
    """Return whether another version made the database in which ``names`` are recorded."""
    labels = {app.label for app in own_apps()}
    own = {name for name in names if name[0] in labels}
    return bool(own) and (not own <= on_disk() or (LABEL, fingerprint()) not in names)


def found_other_version() -> bool:
    """Return whether another version made the database; False when it cannot be read."""
    try:
        return is_other_version(recorded())
    except Error:
        return False


def require_same_version() -> None:
    """Raise ImproperlyConfigured when another version made the database; leave no connection open."""
    try:
        if found_other_version():
            raise ImproperlyConfigured(OTHER_VERSION)
    finally:
        connection.close()


def record() -> None:
    """Record the fingerprint of this version in place of any other."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.filter(app=LABEL).exclude(name=fingerprint()).delete()
    if (LABEL, fingerprint()) not in recorded():
        recorder.record_applied(LABEL, fingerprint())
