"""An import whose worker is killed twice, while the web answers: no line is lost or doubled."""

import time
from collections.abc import Iterator

import pytest
import requests

from tests.servers import processes
from tests.servers.processes import Deployment
from tests.servers.smtp import mail_server

pytestmark = pytest.mark.processes

LINES = 1_000
PATIENCE_SECONDS = 120
UPLOAD = f"""
from django.utils import timezone
from accounts.lifecycle.import_jobs import ImportOptions, start_check, upload
lines = "".join(f"import{{number}}@example.com,Ada,Okafor\\n" for number in range({LINES}))
text = "email,firstname,lastname\\n" + lines
job = upload("p.csv", [text.encode()], actor=None, now=timezone.now())
start_check(job.pk, ImportOptions(tuple(job.mapping)), actor=None, now=timezone.now())
"""
START = """
from django.utils import timezone
from accounts.lifecycle.import_jobs import start_run
from accounts.models import UserImport
start_run(UserImport.objects.get().pk, actor=None, now=timezone.now())
"""
STATE = "SELECT phase, created_count, error_count + skipped_count FROM accounts_userimport"
USERS = "SELECT count(*), count(DISTINCT login) FROM accounts_user WHERE login LIKE 'import%'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Web, worker and beat on PostgreSQL and Redis."""
    with mail_server() as mail, processes.separate(tmp_path_factory.mktemp("import"), mail) as deployment:
        yield deployment


def wait_for(server: Deployment, phase: str, created: int = 0) -> None:
    """Wait for a phase with so many users, and see that the web answers meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        ((now, done, _),) = server.rows(STATE)
        if now == phase and int(str(done)) >= created:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"still {now}, {done} created\n{server.log_tails()}")
        assert requests.get(f"{server.address}/healthz", timeout=5).ok
        time.sleep(0.05)


def test_import_whose_worker_is_killed_loses_and_doubles_no_line(server: Deployment):
    server.manage("shell", "--verbosity", "0", "--command", UPLOAD)
    wait_for(server, "checked", LINES)
    server.manage("shell", "--verbosity", "0", "--command", START)
    for part in (LINES // 4, LINES // 2):
        wait_for(server, "running", part)
        command = server.processes["worker"].args
        server.kill("worker")
        server.start("worker", command)
    wait_for(server, "done")
    assert server.rows(STATE) == [("done", LINES, 0)]
    assert server.rows(USERS) == [(LINES, LINES)]
