"""Web workers are forked from a master that has loaded everything: what they share and what they must not."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.servers.processes import Deployment, separate
from tests.servers.smtp import mail_server

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with (
        mail_server() as mail,
        separate(tmp_path_factory.mktemp("forked"), mail, names=("web",)) as deployment,
    ):
        yield deployment


def processes(web: Deployment) -> list[psutil.Process]:
    """Return the master and its two workers; the second one may be forked after the first one answers."""
    master = psutil.Process(web.processes["web"].pid)
    deadline = time.monotonic() + 60
    while len(workers := master.children()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    return [master, *workers]


def kibibytes(process: psutil.Process, field: str) -> int:
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return int(re.search(rf"^{field}:\s+(\d+)", text, re.MULTILINE)[1])


def open_connections(process: psutil.Process) -> set[tuple[object, object]]:
    found = process.net_connections("tcp")
    return {(one.laddr, one.raddr) for one in found if one.status == psutil.CONN_ESTABLISHED}


def test_preparing_writes_no_line_of_an_answer_and_no_error(web: Deployment):
    log = (web.logs / "web.log").read_text()
    assert "answered" not in log
    assert '"level": "error"' not in log


def test_workers_share_the_memory_of_their_master(web: Deployment):
    _, *workers = processes(web)
    assert len(workers) == 2
    for worker in workers:
        assert kibibytes(worker, "Pss") < kibibytes(worker, "Rss") * 0.7


def test_processes_share_no_connection_and_the_master_has_none(web: Deployment):
    for _ in range(20):
        assert web.visitor().get("/signin").status_code == 200
    master, *workers = (open_connections(process) for process in processes(web))
    assert master == set()
    assert not workers[0] & workers[1]
    assert workers[0] | workers[1]
