"""Processes that are killed at the worst moment: every mail that was promised arrives."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from tests.servers import processes
from tests.servers.launch import free_port
from tests.servers.processes import ROOT, Deployment
from tests.servers.smtp import MailServer, Mode, mail_server

pytestmark = pytest.mark.processes

MAILS = 20
PATIENCE_SECONDS = 120
ASK = """
from django.db import transaction
from tests.accounts.messaging.letters import a_mail
with transaction.atomic():
    {first}
    for number in range({count}):
        a_mail("account_exists", to=f"{name}{{number}}@example.com")
"""
DIE_BEFORE_WAKING = "import os, signal; transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))"
STATES = "SELECT DISTINCT state FROM accounts_outboxmail WHERE \"to\" LIKE '{name}%'"
IMPATIENT = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"}


def starting(kind: str, folder, mail: MailServer) -> AbstractContextManager[Deployment]:
    """Start the processes that send mails; no page is opened."""
    if kind == "embedded":
        return processes.embedded(folder, mail, IMPATIENT)
    return processes.separate(folder, mail, IMPATIENT, ("worker", "beat"))


@pytest.fixture(scope="module", params=["embedded", "separate"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The server, with a sweep that comes sooner."""
    with (
        mail_server() as mail,
        starting(request.param, tmp_path_factory.mktemp("killed"), mail) as deployment,
    ):
        yield deployment


def sender_of(deployment: Deployment) -> str:
    """The process that hands mails over."""
    return "worker" if "worker" in deployment.processes else "serve"


def restart(deployment: Deployment) -> None:
    """Kill the process that sends mails, without a word of warning, and start it again."""
    name = sender_of(deployment)
    command = deployment.processes[name].args
    deployment.kill(name)
    deployment.start(name, command)


def ask(deployment: Deployment, name: str, *, first: str = "pass", **environment: str) -> int:
    """Ask for mails from a process of its own, as a web process would; return how it ended."""
    code = ASK.format(first=first, name=name, count=MAILS)
    command = (sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", code)
    everything = {**deployment.environment, **environment}
    return subprocess.run(command, cwd=ROOT, env=everything, check=False).returncode


def wait_until_all_are_sent(deployment: Deployment, name: str) -> None:
    """A mail that arrived may still be in the hands of the worker that died: its lease has to end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (states := deployment.rows(STATES.format(name=name))) != [("sent",)]:
        if time.monotonic() > deadline:
            pytest.fail(f"not all are sent: {states}")
        time.sleep(0.2)


def arrived(deployment: Deployment, name: str) -> set[str]:
    """Wait until every mail has arrived; return the Message-IDs, of which there is one for each."""
    found = set()
    for number in range(MAILS):
        address = f"{name}{number}@example.com"
        deployment.mail.wait_for(address, seconds=PATIENCE_SECONDS)
        same = {mail.message["Message-ID"] for mail in deployment.mail.to(address)}
        assert len(same) == 1
        found |= same
    return found


def test_a_worker_that_is_killed_while_it_sends_loses_no_mail(server: Deployment):
    server.mail.mode, server.mail.slow_seconds = Mode.SLOW, 0.3
    assert ask(server, "killed") == 0
    server.mail.wait_for("killed0@example.com", seconds=PATIENCE_SECONDS)
    restart(server)
    server.mail.mode = Mode.ACCEPT
    assert len(arrived(server, "killed")) == MAILS
    wait_until_all_are_sent(server, "killed")


def test_web_process_killed_between_commit_and_waking_loses_no_mail(server: Deployment):
    assert ask(server, "web", first=DIE_BEFORE_WAKING) == -9
    assert len(arrived(server, "web")) == MAILS


@pytest.mark.parametrize("server", ["separate"], indirect=True)
def test_mails_queued_while_redis_was_down_arrive(server: Deployment):
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    assert ask(server, "away", REDIS_URL=nowhere) == 0
    assert len(arrived(server, "away")) == MAILS
