"""What a worker must outlive: a broker that vanishes, messages that are none, threads that fail."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from ssr_project.embedded import background
from ssr_project.worker_consumer import MAX_FAULTS, FaultBudget
from tests.faults.redis_server import RedisServer, redis_server
from tests.faults.test_killed_processes import (
    IMPATIENT,
    MAILS,
    PATIENCE_SECONDS,
    arrived,
    ask,
    wait_until_all_are_sent,
)
from tests.lint import BIN, ROOT
from tests.servers import processes
from tests.servers.launch import free_port
from tests.servers.processes import Deployment
from tests.servers.smtp import Mode, mail_server

JUNK = {
    "no json": b"not json",
    "an empty object": b"{}",
    "a list": b"[1, 2]",
    "a number": b"7",
    "no text": b"\xff\xfe\x00",
    "half a message": b'{"body": "bm8=", "headers": {}}',
    "a task without an id": (
        b'{"body": "W1tdLCB7fSwge31d", "content-type": "application/json", "content-encoding": "utf-8",'
        b' "headers": {"task": "accounts.deliver"}, "properties": {"delivery_tag": "c",'
        b' "body_encoding": "base64", "delivery_info": {}}}'
    ),
    "a body that is no json": (
        b'{"body": "bm8=", "content-type": "application/json", "content-encoding": "utf-8", "headers": {},'
        b' "properties": {"delivery_tag": "a", "body_encoding": "base64", "delivery_info": {}}}'
    ),
    "a body that is pickled": (
        b'{"body": "gASVBAAAAAAAAABLAS4=", "content-type": "application/x-python-serialize",'
        b' "content-encoding": "binary", "headers": {}, "properties": {"delivery_tag": "b",'
        b' "body_encoding": "base64", "delivery_info": {}}}'
    ),
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="module")
def server(broker: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Start worker and beat without a supervisor, on a broker that can be killed."""
    with (
        mail_server() as mail,
        processes.separate(
            tmp_path_factory.mktemp("survivors"),
            mail,
            {**IMPATIENT, "REDIS_URL": broker.url},
            ("worker", "beat"),
        ) as deployment,
    ):
        yield deployment


def is_running(server: Deployment) -> bool:
    return all(process.poll() is None for process in server.processes.values())


def wait_until_rejected(server: Deployment, reason: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    rejected = f"type = 'system.worker.message.reject' AND reason = '{reason}'"
    counted, written = (
        f"SELECT reason FROM {table} WHERE {rejected}"
        for table in ("accounts_refusalcount", "accounts_event")
    )
    while not server.rows(f"{counted} UNION {written}"):
        if time.monotonic() > until or not is_running(server):
            pytest.fail(server.log_tails())
        time.sleep(0.1)


@pytest.mark.processes
def test_worker_outlives_messages_that_it_cannot_read(server: Deployment, broker: RedisServer):
    with redis.Redis(port=broker.port) as queue:
        for junk in JUNK.values():
            queue.lpush("celery", junk)
    wait_until_rejected(server, "JSONDecodeError")
    wait_until_rejected(server, "KeyError")
    assert ask(server, "junk") == 0
    assert len(arrived(server, "junk")) == MAILS
    assert is_running(server)


@pytest.mark.processes
def test_health_check_of_the_compose_file_finds_a_worker(server: Deployment):
    # With a destination the answer of the one worker ends the wait.
    worker = f"celery@{socket.gethostname()}"
    ping = ("inspect", "ping", "--destination", worker, "--timeout", "60")
    command = (f"{BIN}/celery", "--app", "ssr_project", *ping)
    done = subprocess.run(
        command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pong" in done.stdout


BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.mark.processes
def test_worker_keeps_its_database_connection_and_replaces_ended_ones(server: Deployment):
    assert ask(server, "first") == 0
    assert len(arrived(server, "first")) == MAILS
    kept = set(server.rows(BACKENDS))
    assert ask(server, "second") == 0
    assert len(arrived(server, "second")) == MAILS
    assert kept & set(server.rows(BACKENDS))
    server.rows(BACKENDS.replace("pid", "pg_terminate_backend(pid)", 1))
    assert ask(server, "third") == 0
    assert len(arrived(server, "third")) == MAILS
    wait_until_all_are_sent(server, "third")
    tries = "SELECT DISTINCT attempts FROM accounts_outboxmail WHERE \"to\" LIKE 'third%'"
    assert server.rows(tries) == [(1,)]


@pytest.mark.processes
def test_worker_outlives_a_broker_that_is_killed_with_mail_in_hand(server: Deployment, broker: RedisServer):
    server.mail.mode, server.mail.slow_seconds = Mode.SLOW, 0.4
    for name in ("lost", "again"):
        assert ask(server, name) == 0
        server.mail.wait_for(f"{name}0@example.com", seconds=PATIENCE_SECONDS)
        broker.kill()
        time.sleep(0.5)
        broker.start()
    server.mail.mode = Mode.ACCEPT
    for name in ("lost", "again"):
        assert len(arrived(server, name)) == MAILS
        wait_until_all_are_sent(server, name)
    assert is_running(server)


def test_thread_of_the_embedded_server_starts_again_when_it_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(background, "PAUSE_SECONDS", 0)
    ends: Iterator[BaseException | None] = iter((ValueError("once"), SystemExit(1), None))
    runs: list[int] = []

    def run() -> None:
        runs.append(len(runs))
        if len(runs) > 3:
            time.sleep(PATIENCE_SECONDS)  # a thread that keeps running
        if (error := next(ends)) is not None:
            raise error

    background._keep_running("planted", run)
    until = time.monotonic() + PATIENCE_SECONDS
    while len(runs) < 4:
        if time.monotonic() > until:
            pytest.fail(f"the thread did not start again: {runs}")
        time.sleep(0.01)


BROKEN_WORKER = """
import sys
from ssr_project import broker

def fail(*_args, **_options):
    raise RuntimeError("planted fault")

broker.Channel._brpop_start = fail
from celery.__main__ import main
sys.argv = "celery --app ssr_project worker --loglevel INFO --hostname broken@localhost".split()
sys.exit(main())
"""


@pytest.mark.processes
def test_worker_that_only_fails_ends_with_a_message(server: Deployment):
    done = subprocess.run(
        (sys.executable, "-c", BROKEN_WORKER),
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr[-2000:]
    assert f"worker ends: {MAX_FAULTS} faults in a row" in done.stderr + done.stdout
    assert "planted fault" in done.stderr + done.stdout


def test_faults_with_a_task_between_them_do_not_end_the_worker():
    budget = FaultBudget()
    for received in range(1, 50):
        assert not budget.is_spent_by_next(received)
    spent = [budget.is_spent_by_next(49) for _ in range(MAX_FAULTS - 1)]
    assert spent == [False] * (MAX_FAULTS - 2) + [True]


EMBEDDED_SERVER = """
import os
from ssr_project.embedded import background

def fail():
    raise RuntimeError("planted fault")

background._work, background.PAUSE_SECONDS = fail, 0
os.environ["DJANGO_SETTINGS_MODULE"] = "ssr_project.settings"
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "serve"])
"""


@pytest.mark.processes
def test_embedded_server_stops_when_its_worker_only_fails(tmp_path: Path):
    environment = {**os.environ, "MODE": "embedded", "DATA_DIR": str(tmp_path), "PORT": str(free_port())}
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    done = subprocess.run(
        (sys.executable, "-c", EMBEDDED_SERVER),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr[-2000:]
    assert "worker or the scheduler failed repeatedly" in done.stderr
    assert "planted fault" in done.stderr
