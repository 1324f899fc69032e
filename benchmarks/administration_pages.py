"""What each page of the administration and its longest jobs cost, with a million people."""

import argparse
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import django

django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.domain.identifiers import parse_email  # noqa: E402
from accounts.lifecycle.admin_access import issue_link  # noqa: E402
from accounts.models import User  # noqa: E402
from benchmarks.administration_cost import Cost, measured  # noqa: E402
from benchmarks.administration_jobs import print_jobs  # noqa: E402
from benchmarks.administration_rows import fill, sizes  # noqa: E402
from benchmarks.administration_visits import visits  # noqa: E402
from benchmarks.report import markdown_table  # noqa: E402

ROUNDS: Final = 5
PATIENCE: Final = 2.0
"""A page that takes longer (in seconds) is opened once: it has missed every goal."""
MAX_STATEMENTS, MAX_DATABASE, MAX_PROCESSOR = 15, 20, 60
MAX_SCANNED: Final = 2000
"""A sequential scan that stops so early reads the beginning of a table, which no index would make cheaper."""
OWNER: Final = "owner@example.com"


def main() -> None:
    """Fill the database, unless it is filled, and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks administration")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--only", default="", help="open only the pages whose name contains this text")
    parser.add_argument("--plans", action="store_true", help="print the slowest statement of each page")
    parser.add_argument("--skip-jobs", action="store_true", help="measure pages only")
    options = parser.parse_args()
    if not _is_filled():
        call_command("migrate", verbosity=0)
        _fill(options.people, options.events)
    client = _owner()
    _print_pages(client, visits(options.people), options.only, plans=options.plans)
    if not options.skip_jobs:
        print_jobs(client)


def _is_filled() -> bool:
    """Return whether the database is one that an earlier run has filled: its version is not asked."""
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()  # noqa: SLF001


def _fill(people: int, events: int) -> None:
    started = time.monotonic()
    fill(people, events)
    print(f"{people:,} people, {events:,} events: {time.monotonic() - started:.0f} s to write\n")
    bytes_of_rows = ((name, f"{table:,}", f"{indexes:,}") for name, (table, indexes) in sizes().items())
    print(markdown_table(("bytes of a row", "table", "indexes"), bytes_of_rows), end="\n\n")


def _owner() -> Client:
    client = Client(headers={"host": f"localhost:{settings.PORT}"})
    link = issue_link(parse_email(OWNER), timezone.now())
    client.post("/admin-access/" + link.rpartition("/")[2])
    return client


def _print_pages(client: Client, pages: Mapping[str, str], only: str, *, plans: bool) -> None:
    headings = ("page", "rows", "statements", "database ms", "process ms", "read without an index", "missed")
    print(markdown_table(headings, ()))
    for name, path in pages.items():
        if only in name:
            rows, cost = _least(client, path)
            print(f"| {' | '.join(_cells(name, rows, cost))} |", flush=True)
            if plans:
                took, statement = cost.slowest
                print(f"    {took:.1f} ms: {statement}")


def _least(client: Client, path: str) -> tuple[int, Cost]:
    """Open a page some times; return how many rows it shows, and the least that it cost."""
    rows, first = _open(client, path)
    if first.seconds > PATIENCE:
        return rows, first
    costs = [_open(client, path)[1] for _ in range(ROUNDS)]
    least = min(costs, key=lambda cost: cost.database)
    least.processor = min(cost.processor for cost in costs)
    return rows, least


def _open(client: Client, path: str) -> tuple[int, Cost]:
    with measured() as cost:
        answer = client.get(f"/admin/{path}")
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path}: {answer.status_code}")
    # One row is the heading of the table.
    return max(answer.content.count(b"<tr") - 1, 0), cost


def _cells(name: str, rows: int, cost: Cost) -> tuple[str, ...]:
    missed = {
        "statements": cost.statements > MAX_STATEMENTS,
        "database": cost.database > MAX_DATABASE,
        "process": cost.processor > MAX_PROCESSOR,
        "scan": any(number > MAX_SCANNED for number in cost.scanned.values()),
    }
    scanned = ", ".join(f"{table}: {number:,}" for table, number in cost.scanned.items())
    return (
        name,
        f"{rows or ''}",
        f"{cost.statements}",
        f"{cost.database:,.1f}",
        f"{cost.processor:,.1f}",
        scanned,
        ", ".join(aim for aim, is_missed in missed.items() if is_missed),
    )


if __name__ == "__main__":
    main()
