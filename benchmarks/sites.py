"""The product and its peers, running side by side in one deployed shape.

Each has a PostgreSQL, a Redis and a mail server to itself, so that their processor time is its own.
"""

import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests

from benchmarks.users import ALLAUTH, FLOOR, PRODUCT, Journeys
from tests.lint import ROOT
from tests.servers import launch, templates
from tests.servers.processes import Deployment, commands, new_database, separate
from tests.servers.smtp import MailServer, mail_server

PEERS = ROOT / "var" / "peers"
CHEAP_HASH = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
POSTGRES_OPTIONS = "-c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.track_utility=off"


@dataclass(frozen=True)
class Site:
    """One running site and what users do there."""

    name: str
    server: Deployment
    journeys: Journeys


def allocator() -> dict[str, str]:
    """Return the settings of the allocator as the image makes them; every site has them."""
    return dict(re.findall(r"\b(MALLOC_\w+)=(\S+)", (ROOT / "Dockerfile").read_text()))


class Peer(Deployment):
    """Processes of the peers’ environment, started outside the repository: its gunicorn.conf.py is ours."""

    def start(self, name: str, command: Sequence[str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.logs, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def _is_healthy(self) -> bool:
        try:
            return requests.get(f"{self.address}/", timeout=30, allow_redirects=False).status_code == 302
        except requests.RequestException:
            return False


def peer_commands(port: int) -> dict[str, Sequence[str]]:
    """Return the product’s command lines with the programs of a peer: same workers, same threads."""
    programs = {"web": ("gunicorn", "benchmarks.peers.wsgi")}
    programs |= dict.fromkeys(("worker", "beat"), ("celery", "--app", "benchmarks.peers.queue"))
    return {
        name: (
            f"{PEERS}/bin/{programs[name][0]}",
            *programs[name][1:],
            *line[len(programs[name]) :],
            *(("--schedule", "schedule") if name == "beat" else ()),
        )
        for name, line in commands(port).items()
    }


def peer_environment(name: str, port: int, servers: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a peer's processes."""
    return {
        **templates.bare_environment(),
        **allocator(),
        **servers,
        "DJANGO_SETTINGS_MODULE": f"benchmarks.peers.{name}_settings",
        "PYTHONPATH": str(ROOT),
        "PUBLIC_URL": f"https://localhost:{port}",
        "SECRET_KEY": secrets.token_urlsafe(64),
    }


@contextmanager
def own_servers() -> Iterator[MailServer]:
    """Start what one site needs, and name it in the environment while the site starts."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    with launch.postgres(POSTGRES_OPTIONS) as database, launch.redis() as broker, mail_server() as mail:
        os.environ |= {"DATABASE_URL": database, "REDIS_URL": broker}
        count_statements(database, "none")
        yield mail


def count_statements(database: str, which: str) -> None:
    """Count those of clients (``top``) or ``none``: counting takes time and is off while time is measured."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET pg_stat_statements.track = '{which}'")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def product(extra: Mapping[str, str] = CHEAP_HASH) -> Iterator[Site]:
    """Run the product in production mode, as image and compose file start it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        own_servers() as mail,
        separate(Path(folder), mail, {**allocator(), **extra}) as server,
    ):
        server.manage("demo")
        yield Site("ours", server, PRODUCT)


@contextmanager
def peer(name: str, journeys: Journeys) -> Iterator[Site]:
    """Run a peer in the same shape."""
    if not (PEERS / "bin" / "python").exists():
        raise SystemExit("The peers are not installed: `make var/peers/stamp` does it.")
    port = launch.free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        own_servers() as mail,
        new_database(os.environ["DATABASE_URL"]) as (database, _),
    ):
        servers = {"DATABASE_URL": database, "REDIS_URL": os.environ["REDIS_URL"], "EMAIL_URL": mail.url}
        environment = peer_environment(name, port, servers)
        server = Peer(environment["PUBLIC_URL"], f"http://localhost:{port}", environment, Path(folder), mail)
        migrate = (f"{PEERS}/bin/python", "-m", "django", "migrate", "--verbosity", "0")
        subprocess.run(migrate, cwd=folder, env=environment, check=True)
        for process, command in peer_commands(port).items():
            server.start(process, command)
        try:
            server.wait_until_healthy()
            yield Site(name, server, journeys)
        finally:
            server.stop()


@contextmanager
def side_by_side() -> Iterator[tuple[Site, ...]]:
    """Run the product, django-allauth and the floor at the same time."""
    with ExitStack() as running:
        yield (
            running.enter_context(product()),
            running.enter_context(peer("allauth", ALLAUTH)),
            running.enter_context(peer("floor", FLOOR)),
        )
