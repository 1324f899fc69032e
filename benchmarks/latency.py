"""From the posted sign-up form to the mail at the mail server, queue idle, one at a time."""

import time
from collections.abc import Sequence
from statistics import quantiles

from benchmarks.report import Goal, Result, Row
from benchmarks.sites import Site
from benchmarks.users import ask_for_code, mailbox, new_user
from tests.servers.processes import Deployment


def measure(sites: Sequence[Site], people: int) -> Result:
    """Return the 95th percentile."""
    site = next(site for site in sites if site.name == "ours")
    slow = quantiles((_one(site.server) for _ in range(people)), n=20)[18] * 1000
    return Result([Row("Form posted to mail received, p95", "ms", slow, goals=(Goal(slow, 300),))])


def _one(server: Deployment) -> float:
    who = new_user()
    start = time.monotonic()
    ask_for_code(server, server.visitor(who.ip_address), who)
    return mailbox(server).wait_for(who.address).at - start
