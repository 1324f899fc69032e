"""From the command to the first page, with a database that exists already and files that were read before."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests

from benchmarks.processor import seconds
from benchmarks.report import Goal, Result, Row
from benchmarks.sites import Site, peer_commands
from tests.servers.processes import MANAGE, Deployment, commands, embedded
from tests.servers.smtp import mail_server

TIMES = 3
_FIRST = {"ours": "/signin", "allauth": "/accounts/login/", "floor": "/signin/"}


def measure_web(sites: Sequence[Site], _people: int) -> Result:
    """Start the web processes of each site again, in turns; return the quickest start of each."""
    starts = [{site.name: _restart_web(site) for site in sites} for _ in range(TIMES)]
    wall = [min(turn[site.name][0] for turn in starts) for site in sites]
    used = [min(turn[site.name][1] for turn in starts) for site in sites]
    goal = Goal(wall[0] / wall[1], 1.5, "÷ allauth")
    return Result(
        [
            Row("Cold start to the first page", "s", *wall, goals=(goal,)),
            Row("Processor time of that start", "s", *used),
        ]
    )


def _restart_web(site: Site) -> tuple[float, float]:
    server = site.server
    server.processes["web"].terminate()
    server.processes["web"].wait()
    lines = commands if site.name == "ours" else peer_commands
    start = time.monotonic()
    server.start("web", lines(urlsplit(server.address).port or 0)["web"])
    return _first_page(server, "web", _FIRST[site.name], start)


def measure_serve(_people: int) -> Result:
    """Return the least processor time of a warm `manage.py serve` until its first page."""
    with tempfile.TemporaryDirectory() as folder, mail_server() as mail:
        with embedded(Path(folder), mail, {}) as server:
            pass
        used = min(_serve(server) for _ in range(TIMES))
    goal = Goal(used, 1.3)
    return Result([Row("`make serve`, warm, processor time", "s", used, goals=(goal,))])


def _serve(server: Deployment) -> float:
    start = time.monotonic()
    server.start("serve", (*MANAGE, "serve"))
    try:
        return _first_page(server, "serve", "/signin", start)[1]
    finally:
        server.stop()


def _first_page(server: Deployment, name: str, path: str, start: float) -> tuple[float, float]:
    """Return the seconds since the start and the processor seconds of the process."""
    through_proxy = dict(server.visitor().headers)
    while time.monotonic() - start < 60:
        try:
            if requests.get(f"{server.address}{path}", headers=through_proxy, timeout=60).ok:
                return time.monotonic() - start, seconds([server.processes[name].pid])
        except requests.ConnectionError:
            time.sleep(0.02)
    raise TimeoutError("no page within a minute")
