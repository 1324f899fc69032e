"""From the posted sign-up form to the mail at the mail server, queue idle, one at a time."""

import time
from statistics import quantiles

from benchmarks.people import ask_for_code, mailbox, new_person
from tests.servers.processes import Deployment


def measure(server: Deployment, count: int) -> tuple[float, float]:
    """Return the median and the 95th percentile in seconds."""
    waits = sorted(_one(server) for _ in range(count))
    cuts = quantiles(waits, n=20)
    return cuts[9], cuts[18]


def _one(server: Deployment) -> float:
    who = new_person()
    start = time.monotonic()
    ask_for_code(server, server.visitor(who.ip_address), who)
    return mailbox(server).wait_for(who.address).at - start
