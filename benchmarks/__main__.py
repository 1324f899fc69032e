"""``make bench``: measure the product beside its peers, as ``benchmarks/README.md`` explains.

python -m benchmarks [PART ...] [--people N]
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import cpu, exchange, latency, pages, policies, sites, start
from benchmarks.report import markdown_table, text_table
from tests.servers import launch
from tests.servers.processes import embedded
from tests.servers.smtp import mail_server

PARTS_HEADINGS = ("work", "site", "web", "worker", "beat", "PostgreSQL", "Redis", "all")


def measure_cpu(people: int) -> None:
    """Processor time of sign-up, sign-in and page, beside django-allauth and the floor."""
    with sites.side_by_side() as running:
        costs = cpu.measure(running, people)
    print(markdown_table(PARTS_HEADINGS, cpu.parts_table(costs)), end="\n\n")
    print(text_table(row.cells for row in cpu.rows(costs)))


def measure_exchange(_people: int) -> None:
    """An application's request and its tokens, beside plain django-oauth-toolkit."""
    with launch.postgres() as database, launch.redis() as broker:
        os.environ |= {"DATABASE_URL": database, "REDIS_URL": broker}
        ours, plain = exchange.measure().values()
    totals = sum(ours.values()), sum(plain.values())
    print(
        f"Code and tokens: {totals[0]:.1f} ms, plain {totals[1]:.1f} ms, {totals[0] / totals[1]:.2f} (≤ 0.7)"
    )


def measure_pages(people: int) -> None:
    """Bytes of a first visit, and how long a mail takes with Redis and a worker of its own."""
    with sites.product() as site:
        for path, parts in pages.measure(site.server).items():
            print(f"{path:10}" + "".join(f"{name} {size:,}".rjust(20) for name, size in parts.items()))
        median, slow = latency.measure(site.server, people)
        print(f"Form posted to mail received: median {median * 1000:.0f} ms, p95 {slow * 1000:.0f} ms")


def measure_start(_people: int) -> None:
    """A warm start of `manage.py serve`."""
    with tempfile.TemporaryDirectory() as folder, mail_server() as mail:
        with embedded(Path(folder), mail, {}) as server:
            pass
        print(f"Warm start of manage.py serve to its first page: {start.measure(Path(folder), server):.2f} s")


def measure_policies(_people: int) -> None:
    """One decision by many policies."""
    size = f"{policies.POLICIES:,} policies of {policies.RULES} rules"
    print(f"One decision by {size}: {policies.measure():.1f} ms of processor time")


PARTS: dict[str, Callable[[int], None]] = {
    "cpu": measure_cpu,
    "exchange": measure_exchange,
    "pages": measure_pages,
    "start": measure_start,
    "policies": measure_policies,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", help=f"what to measure: {', '.join(PARTS)}; all by default")
    parser.add_argument("--people", type=int, default=60, help="sign-ups and sign-ins to average over")
    options = parser.parse_args()
    for name in options.parts or PARTS:
        PARTS[name](options.people)


if __name__ == "__main__":
    main()
