"""A database that another version made is refused in one sentence; one of this version never is."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import User
from ssr_project import database_version
from ssr_project.database_version import LABEL, OTHER_VERSION, fingerprint, is_other_version, recorded
from tests.lint import ROOT
from tests.servers import processes, templates
from tests.servers.launch import free_port
from tests.servers.smtp import mail_server
from tests.tables import each

WITHOUT_FINGERPRINT = f"DELETE FROM django_migrations WHERE app = '{LABEL}'"
OTHERS: Mapping[str, str] = {
    "no fingerprint": WITHOUT_FINGERPRINT,
    "another fingerprint": f"UPDATE django_migrations SET name = '0123456789abcdef' WHERE app = '{LABEL}'",
    "a migration that this version lacks": (
        "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '0003_roles', '2026-11-22')"
    ),
}
LACKING_COLUMN = "ALTER TABLE accounts_user DROP COLUMN theme"
UNREACHABLE = "postgresql://ssr:secret@127.0.0.1:1/ssr"


def manage(environment: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    """Run a command as users do; return its exit code and what it prints to standard error."""
    done = subprocess.run(
        (sys.executable, "manage.py", *arguments),
        cwd=ROOT,
        env=templates.bare_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stderr


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """Name a data folder whose database this version made."""
    chosen = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port())}
    if not templates.copy_sqlite(templates.MIGRATED, tmp_path / "data"):
        assert manage(chosen, "migrate", "--verbosity", "0") == (0, "")
    return chosen


def change(environment: Mapping[str, str], *statements: str) -> None:
    with closing(sqlite3.connect(Path(environment["DATA_DIR"]) / "db.sqlite3")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


@pytest.mark.parametrize("command", ["serve", "runserver", "migrate"])
def test_command_on_a_database_of_an_earlier_version_is_refused(environment, command):
    change(environment, WITHOUT_FINGERPRINT, LACKING_COLUMN)
    file = Path(environment["DATA_DIR"]) / "db.sqlite3"
    before = file.read_bytes()
    assert manage(environment, command) == (1, f"CommandError: {OTHER_VERSION}\n")
    assert file.read_bytes() == before


@pytest.mark.postgres
@pytest.mark.django_db
@each("statement", OTHERS.values(), ids=OTHERS)
def test_database_of_another_version_is_left_as_it_is(statement):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        before = recorded()
        for command in ("check", "migrate"):
            with pytest.raises(CommandError, match=re.escape(OTHER_VERSION)):
                call_command(command)
        assert recorded() == before
        transaction.set_rollback(True)


def test_command_that_fails_on_another_version_says_so(environment):
    change(environment, WITHOUT_FINGERPRINT, LACKING_COLUMN)
    assert manage(environment, "person", "show", "ada@example.com") == (1, f"{OTHER_VERSION}\n")


@pytest.mark.django_db
def test_check_and_migrate_on_a_database_of_this_version_succeed(capsys):
    call_command("check", databases=["default"])
    call_command("migrate", verbosity=0)
    assert capsys.readouterr().err == ""


def test_check_of_an_empty_database_finds_nothing(tmp_path):
    assert manage({"DATA_DIR": str(tmp_path)}, "check", "--database", "default") == (0, "")


def test_check_without_a_database_in_reach_succeeds(tmp_path):
    assert manage({"DATA_DIR": str(tmp_path), "DATABASE_URL": UNREACHABLE}, "check") == (0, "")


def test_refusal_is_one_line_with_every_command():
    assert "\n" not in OTHER_VERSION
    assert OTHER_VERSION.endswith(".")
    assert all(name in OTHER_VERSION for name in ("export_config", "migrate", "apply_config"))


def ended(server: processes.Deployment, name: str, command: Sequence[str]) -> int:
    server.start(name, command)
    return server.processes.pop(name).wait(processes.START_SECONDS)


@pytest.mark.processes
def test_process_on_a_postgresql_database_of_another_version_ends(tmp_path):
    with mail_server() as mail, processes.separate(tmp_path, mail, names=()) as server:
        with psycopg.connect(server.environment["DATABASE_URL"]) as database:
            database.execute(WITHOUT_FINGERPRINT)
        commands = processes.commands(free_port())
        assert ended(server, "web", commands["web"]) != 0
        assert ended(server, "worker", commands["worker"]) == 1
        assert OTHER_VERSION in (tmp_path / "web.log").read_text()
        assert OTHER_VERSION in (tmp_path / "worker.log").read_text()
        assert "Traceback" not in (tmp_path / "worker.log").read_text()


@pytest.mark.django_db
def test_database_of_this_version_is_recognised():
    names = recorded()
    assert (LABEL, fingerprint()) in names
    assert not is_other_version(names)


@pytest.mark.django_db
def test_migrate_that_broke_off_can_be_repeated():
    assert not is_other_version(
        {(LABEL, fingerprint()), ("auth", "0001_initial"), ("accounts", "0001_initial")}
    )
    assert not is_other_version({("auth", "0001_initial")})


@pytest.mark.django_db
def test_plan_of_migrate_records_nothing():
    MigrationRecorder(connection).migration_qs.all().delete()
    call_command("migrate", plan=True, verbosity=0)
    assert recorded() == set()


@pytest.mark.django_db
def test_record_replaces_an_earlier_fingerprint():
    MigrationRecorder(connection).record_applied(LABEL, "0123456789abcdef")
    database_version.record()
    database_version.record()
    rows = MigrationRecorder(connection).migration_qs.filter(app=LABEL)
    assert [row.name for row in rows] == [fingerprint()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attribute", "value", "changes"),
    [
        ("max_length", 51, True),
        ("null", True, True),
        ("verbose_name", "given name", False),
        ("help_text", "As friends say it.", False),
        ("choices", [("a", "A")], False),
    ],
)
def test_fingerprint_depends_on_columns_alone(monkeypatch, attribute, value, changes):
    before = fingerprint()
    monkeypatch.setattr(User._meta.get_field("first_name"), attribute, value)
    assert (fingerprint() != before) is changes


def test_fingerprint_is_the_same_in_every_process():
    """Sets have another order in each, which a start would take for another version."""
    code = (
        "import django; django.setup(); from ssr_project import database_version as d; print(d.fingerprint())"
    )
    printed = {
        subprocess.run(
            (sys.executable, "-c", code),
            cwd=ROOT,
            env={**templates.bare_environment(), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
