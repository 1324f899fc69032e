"""`manage.py serve` and `manage.py runserver` as a developer starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from ssr_project.env import BASE_DIR
from tests.servers import templates
from tests.servers.launch import free_port

PATIENCE_SECONDS = 120
"""How long a busy machine may take; what is promised of an idle one is measured by `make bench`."""


def environment(folder: Path, port: int | None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ}
    return kept | {"DATA_DIR": str(folder / "data")} | ({"PORT": str(port)} if port else {})


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """Where a server ran before: what a first start does is the matter of the tests that take `tmp_path`."""
    if not templates.copy_sqlite(templates.DEMO, tmp_path / "data"):
        (tmp_path / "data").mkdir()
    return tmp_path


@contextmanager
def started(folder: Path, port: int | None, command: str = "serve") -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        (sys.executable, "manage.py", command),
        cwd=BASE_DIR,
        env=environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def printed(process: subprocess.Popen[str], last: str = "Press Ctrl-C to stop.") -> dict[str, str]:
    """Return what follows each name, up to the line that says how to stop."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(last):
            break
    else:
        pytest.fail("".join(lines))
    return {line[:8].strip(): line[9:].strip() for line in lines}


def answers(url: str, seconds: float = PATIENCE_SECONDS) -> bool:
    """Request a page until the server listens, after a start or a restart by a changed file."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return requests.get(url, timeout=PATIENCE_SECONDS).ok
        except requests.ConnectionError:
            time.sleep(0.05)
    return False


def stop(process: subprocess.Popen[str], order: signal.Signals) -> None:
    """Ask a server to stop, and check that it says nothing more."""
    process.send_signal(order)
    rest, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, rest) == (0, "")


def test_first_and_second_start_answer_at_the_printed_address(tmp_path: Path):
    """In a folder of any name; the first server is killed."""
    folder = tmp_path / "ada@corp.example 50% #1"
    folder.mkdir()
    port = free_port()
    with started(folder, port) as process:
        addresses = printed(process)
        assert addresses["Sign in"] == f"http://localhost:{port}/signin"
        for name in ("Sign in", "Sign up", "Admin", "Mailbox"):
            assert requests.get(addresses[name].split()[0], timeout=PATIENCE_SECONDS).status_code == 200, name
    with started(folder, port) as process:
        printed(process)
        assert answers(f"http://localhost:{port}/signin")
        stop(process, signal.SIGTERM)


def test_server_on_another_port_allows_commands_but_no_second_server(used: Path):
    """The port of the last time is taken: the server finds a free one, and remembers it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        (used / "data" / "port").write_text(f"{taken}\n")
        with started(used, None) as first:
            url = printed(first)["Sign in"].removesuffix("/signin")
            assert not url.endswith(f":{taken}")
            assert requests.get(f"{url}/signin", timeout=PATIENCE_SECONDS).ok
            assert url.endswith(f":{(used / 'data' / 'port').read_text().strip()}")
            check_second_server_is_refused(used, first, url)
            beside = subprocess.run(
                (sys.executable, "manage.py", "admin_access", "root@example.org"),
                cwd=BASE_DIR,
                env=environment(used, None),
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
                check=False,
            )
            assert beside.returncode == 0, beside.stderr
            assert f"{url}/admin-access/" in beside.stdout
            stop(first, signal.SIGINT)


def check_second_server_is_refused(folder: Path, first: subprocess.Popen[str], url: str) -> None:
    with started(folder, free_port()) as second:
        said, _ = second.communicate(timeout=PATIENCE_SECONDS)
        assert f"Already running as process {first.pid}: {url}" in said
        assert second.returncode == 1


def test_requested_port_that_is_taken_is_named(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started(tmp_path, port) as process:
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
            assert f"Port {port} is used" in said


def test_runserver_serves_the_same_on_its_own_port(used: Path):
    port = free_port()
    with started(used, port, "runserver") as process:
        addresses = printed(process, last="Mailbox")
        assert addresses["Sign in"] == f"http://localhost:{port}/signin"
        assert answers(addresses["Mailbox"])


def test_a_variable_that_makes_no_sense_is_named_in_one_line(tmp_path: Path):
    with started(tmp_path, 65536) as process:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert said == "Not started: PORT must be between 1 and 65535, not 65536.\n"
        assert process.returncode == 1
