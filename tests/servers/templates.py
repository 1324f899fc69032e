"""Databases that are migrated once in a run, and copied wherever a test wants one of its own.

`tests.run` names a folder in `TESTS_FOLDER` that lasts as long as the run. Without it, as when pytest is
called by hand, there is no template, and the database is migrated.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.lint import ROOT

MIGRATED, DEMO = "migrated", "demo"
KEPT_VARIABLES = ("COVERAGE_FILE", "COVERAGE_PROCESS_START", "HOME", "LANG", "PATH", "TMPDIR")
"""What a process under test gets from the environment of the test run; the test says everything else."""


def is_at_hand() -> bool:
    """Whether this run has templates."""
    return _folder() is not None


def bare_environment() -> dict[str, str]:
    """Return the environment of a process that should know nothing of the run that starts it."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "DJANGO_SETTINGS_MODULE": "ssr_project.settings", "PYTHONUNBUFFERED": "1"}


def sqlite(kind: str) -> Path | None:
    """Return a data folder with tables and first rows, and for `DEMO` with what a first start puts there."""
    if (folder := _folder()) is None:
        return None
    data = folder / kind
    with _once(f"sqlite-{kind}") as first:
        if first:
            if kind == DEMO:
                shutil.copytree(_existing(MIGRATED), data)
            _manage("demo" if kind == DEMO else "migrate", {"DATA_DIR": str(data)})
    return data


def _existing(kind: str) -> Path:
    data = sqlite(kind)
    if data is None:
        raise LookupError(f"no template {kind}")
    return data


def copy_sqlite(kind: str, data: Path) -> bool:
    """Make a data folder like the template's; return whether there is one."""
    if (template := sqlite(kind)) is None:
        return False
    shutil.copytree(template, data)
    return True


def postgres(server_url: str) -> str | None:
    """Return the name of a database on the server with tables, first rows and no connections."""
    if not is_at_hand():
        return None
    name = "ssr_template"
    with _once("postgres-" + hashlib.sha256(server_url.encode()).hexdigest()[:12]) as first:
        if first:
            with psycopg.connect(server_url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name}")
                connection.execute(f"CREATE DATABASE {name}")
            url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
            _manage("migrate", {"DATA_DIR": str(_folder()), "DATABASE_URL": url})
    return name


def create_database(server_url: str, name: str) -> bool:
    """Make a database on the server; return whether it is migrated already."""
    template = postgres(server_url)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return template is not None


def drop_database(server_url: str, name: str) -> None:
    """Drop a database on the server, with its connections."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _folder() -> Path | None:
    name = os.environ.get("TESTS_FOLDER", "")
    return Path(name) if name else None


@contextmanager
def _once(what: str) -> Iterator[bool]:
    """Whether this process is the first of the run here; the others wait until it has left the block."""
    with (Path(os.environ["TESTS_FOLDER"]) / f"{what}.lock").open("a+") as done:
        fcntl.flock(done, fcntl.LOCK_EX)
        first = os.fstat(done.fileno()).st_size == 0
        yield first
        if first:
            done.write("done")


def _manage(command: str, extra: Mapping[str, str]) -> None:
    environment = bare_environment() | extra
    subprocess.run(
        (sys.executable, "manage.py", command, "--verbosity", "0"),
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
