"""The real processes as users start them: `manage.py serve`, or gunicorn, worker and beat behind a proxy."""

import fcntl
import os
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit, urlunsplit

import psycopg
import requests

from accounts.configuration_cache import FRESH_FOR_SECONDS
from tests.lint import BIN, ROOT, production
from tests.servers import templates
from tests.servers.launch import free_port
from tests.servers.management import Management
from tests.servers.smtp import MailServer

START_SECONDS = 120
STOP_SECONDS = 60
MANAGE = (sys.executable, "manage.py")
CHEAP_HASHES = MappingProxyType({"ARGON2_MEMORY_KIB": "64", "ARGON2_TIME_COST": "1"})
CHEAPEST_IN_PRODUCTION = MappingProxyType({"ARGON2_MEMORY_KIB": "7168", "ARGON2_TIME_COST": "5"})


class Visitor(requests.Session):
    """A browser without scripts behind the TLS proxy: full paths in, cookies kept."""

    def __init__(self, origin: str, address: str, client_ip: str) -> None:
        super().__init__()
        self.address = address
        self.headers["Origin"] = origin
        if origin.startswith("https"):  # the embedded server refuses what a proxy passed on
            self.headers.update({"X-Forwarded-Proto": "https", "X-Forwarded-For": client_ip})

    def request(self, method: str, url: str, **options: object) -> requests.Response:  # type: ignore[override]
        options.setdefault("timeout", 120)
        answer = super().request(method, urljoin(self.address, url), **options)  # type: ignore[arg-type]
        # The browser speaks TLS with the proxy and returns secure cookies; this connection lies behind it.
        for cookie in self.cookies:
            cookie.secure = False
        return answer


@dataclass
class Deployment:
    """Running processes under their names, with the environment they share and a folder for their logs."""

    url: str
    address: str
    environment: Mapping[str, str]
    logs: Path
    mail: MailServer | None = None
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    management: Management = field(init=False)

    def __post_init__(self) -> None:
        self.management = Management(self.environment)

    def start(self, name: str, command: Sequence[str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` beside the processes and return what it prints.

        Where it changed the configuration, wait until no process answers by the one before.
        """
        before = self._configuration_version()
        code, out, err = self.management.run(*arguments)
        assert code == 0, f"manage.py {' '.join(arguments)}:\n{out}{err}"
        if self._configuration_version() != before:
            time.sleep(FRESH_FOR_SECONDS)
        return out

    def _configuration_version(self) -> object:
        return self.rows("SELECT token FROM accounts_configurationversion")

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database itself, which costs less than a process of `manage.py`."""
        if url := self.environment.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return connection.execute(question).fetchall()  # type: ignore[arg-type]
        with closing(sqlite3.connect(Path(self.environment["DATA_DIR"]) / "db.sqlite3")) as file:
            return file.execute(question).fetchall()

    def visitor(self, client_ip: str = "203.0.113.7") -> Visitor:
        return Visitor(self.url, self.address, client_ip)

    def wait_until_healthy(self, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._check_alive()
            if self._is_healthy():
                return
            time.sleep(0.1)
        raise TimeoutError(f"{self.address}/healthz is not well after {seconds} s\n{self.log_tails()}")

    def _is_healthy(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=30).ok
        except requests.RequestException:  # not there yet, or too busy to answer
            return False

    def _check_alive(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with {process.returncode}\n{self.log_tails()}")

    def log_tails(self, characters: int = 3000) -> str:
        tails = (f"== {log.name}\n{log.read_text()[-characters:]}" for log in sorted(self.logs.glob("*.log")))
        return "\n".join(tails)

    def kill(self, name: str) -> None:
        """End a process as a crash does; a process group member it started is not asked either."""
        self.processes[name].kill()
        self.processes.pop(name).wait(STOP_SECONDS)

    def stop(self) -> None:
        self.management.close()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def embedded(
    folder: Path, mail: MailServer | None = None, extra: Mapping[str, str] = CHEAP_HASHES
) -> Iterator[Deployment]:
    """Run `manage.py serve` on a database of its own. Without `mail` it keeps mails in its own mailbox.

    `extra` is set in its environment last: without a word cheap hashes, which no measurement may have.
    """
    port = free_port()
    templates.copy_sqlite(templates.DEMO, folder / "data")
    environment = templates.bare_environment() | {"DATA_DIR": str(folder / "data"), "PORT": str(port)}
    environment |= ({"EMAIL_URL": mail.url} if mail else {}) | dict(extra)
    address = f"http://localhost:{port}"
    deployment = Deployment(address, address, environment, folder, mail)
    deployment.start("serve", (*MANAGE, "serve"))
    try:
        deployment.wait_until_healthy()
        yield deployment
    finally:
        deployment.stop()


@contextmanager
def separate(
    folder: Path,
    mail: MailServer,
    extra: Mapping[str, str] = CHEAPEST_IN_PRODUCTION,
    names: Collection[str] = ("web", "worker", "beat"),
) -> Iterator[Deployment]:
    """Run web, worker and beat in production mode on the servers of `DATABASE_URL` and `REDIS_URL`.

    `extra` is set in their environment last: without a word cheap hashes, which no measurement may have.
    `names` are those that run; without the web process the others are not awaited.
    """
    port = free_port()
    address = f"http://localhost:{port}"
    with new_database(os.environ["DATABASE_URL"]) as (database_url, migrated):
        environment = templates.bare_environment() | production() | image_memory()
        environment |= {
            "PUBLIC_URL": f"https://localhost:{port}",
            "DATABASE_URL": database_url,
            "REDIS_URL": _redis_beside(os.environ["REDIS_URL"]),
            "EMAIL_URL": mail.url,
            "TRUSTED_PROXIES": "127.0.0.0/8,::1/128",
        } | extra
        deployment = Deployment(environment["PUBLIC_URL"], address, environment, folder, mail)
        if not migrated:
            deployment.manage("migrate", "--verbosity", "0")
        if "web" in names:
            _collect_static_once(deployment)
        for name in names:
            deployment.start(name, commands(port)[name])
        try:
            if "web" in names:
                deployment.wait_until_healthy()
            yield deployment
        finally:
            deployment.stop()


def _collect_static_once(deployment: Deployment) -> None:
    """Workers of one run share the folder: the first collects, while the others wait."""
    run_id = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with (Path(tempfile.gettempdir()) / f"ssr-static-{run_id}").open("a+") as collected:
        fcntl.flock(collected, fcntl.LOCK_EX)
        if os.fstat(collected.fileno()).st_size == 0:
            deployment.manage("collectstatic", "--noinput", "--verbosity", "0")
            collected.write("done")
            collected.flush()


def image_memory() -> dict[str, str]:
    """Return how the image has the C library keep memory."""
    return dict(re.findall(r"(GLIBC_TUNABLES)=(\S+)", (ROOT / "Dockerfile").read_text()))


def commands(port: int) -> dict[str, Sequence[str]]:
    """Return the command line of each process, as Dockerfile and docker-compose.yml start it."""
    celery = (f"{BIN}/celery", "--app", "ssr_project")
    return {
        "web": (f"{BIN}/gunicorn", "ssr_project.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"),
        "worker": (*celery, "worker", "--loglevel", "INFO"),
        "beat": (*celery, "beat", "--loglevel", "INFO"),
    }


@contextmanager
def new_database(server_url: str) -> Iterator[tuple[str, bool]]:
    """Yield the URL of a new database on the server and whether it has tables already; drop it at the end."""
    name = f"ssr_{secrets.token_hex(6)}"
    migrated = templates.create_database(server_url, name)
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}")), migrated
    finally:
        templates.drop_database(server_url, name)


def _redis_beside(url: str) -> str:
    """The next database of the server: this one belongs to the tests that run inside this process."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or 0) + 1}"))
