"""What one core and one worker can do."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.cpu import AT_ONCE
from benchmarks.processor import seconds
from benchmarks.report import Goal, Result, Row
from benchmarks.sites import Site
from benchmarks.statements import paused
from benchmarks.users import ask_for_code, mailbox, new_user


def measure(sites: Sequence[Site], people: int) -> Result:
    """Let mails pile up while the worker stands still, and see how fast it sends them."""
    site = next(site for site in sites if site.name == "ours")
    server, waiting = site.server, [new_user() for _ in range(people)]
    worker = server.processes["worker"]
    with paused(server, "beat"):
        with paused(server, "worker"):
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda who: ask_for_code(server, server.visitor(who.ip_address), who), waiting))
            before = seconds([worker.pid])
        start = time.monotonic()
        last = max(mailbox(server).wait_for(who.address).at for who in waiting)
        time.sleep(0.2)  # the worker notes what the mail server has accepted
        used = (seconds([worker.pid]) - before) * 1000 / people
    return Result(
        [
            Row("Worker for each mail of a queue", "ms", used, goals=(Goal(used, 6),)),
            Row("Mails a second, one worker", "", people / (last - start)),
        ]
    )
