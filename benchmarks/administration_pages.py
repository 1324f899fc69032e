"""What each page of the administration, the retention of events and a changed policy cost."""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import django

django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.configuration_cache import BRAND, area_of, raise_version  # noqa: E402
from accounts.domain.identifiers import parse_email  # noqa: E402
from accounts.domain.references import reference_of  # noqa: E402
from accounts.events import retention  # noqa: E402
from accounts.events.seal_chain import seal_due  # noqa: E402
from accounts.lifecycle.admin_access import issue_link  # noqa: E402
from accounts.models import Event, Session, User  # noqa: E402
from benchmarks.administration_rows import (  # noqa: E402
    OFFICE,
    POLICIES,
    RARE_TYPE,
    TYPES,
    add_policies,
    fill,
    sizes,
)
from benchmarks.report import short  # noqa: E402
from policies.models import Policy  # noqa: E402
from policies.selectors import POLICIES as POLICIES_AREA  # noqa: E402
from policies.selectors import current_policies, load_policies  # noqa: E402

ROUNDS: Final = 5
MAX_STATEMENTS, MAX_DATABASE, MAX_PROCESSOR = 15, 20, 60
OWNER: Final = "owner@example.com"
BEFORE: Final = {
    "log, address": 15_800,
    "log, reference": 10_900,
    "log, rare type": 6_500,
    "log": 566,
    "people, exact address": 3_400,
    "people, name (Ada)": 2_350,
    "people, nobody": 2_900,
    "people, by name": 1_320,
    "people, last page": 970,
    "sessions": 436,
    "groups": 387,
}
"""Milliseconds of these pages as they were (commit 0360795), with two million events."""


@dataclass
class Cost:
    """What one page needs: statements, processor milliseconds of PostgreSQL and of this process."""

    statements: int = 0
    database: float = 0.0
    processor: float = 0.0
    slowest: tuple[float, str] = (0.0, "")


def main() -> None:
    """Fill the database and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks administration")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--plans", action="store_true", help="print the slowest statement of each page")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    started = time.monotonic()
    fill(options.people, options.events)
    print(
        f"{options.people:,} people, {options.events:,} events: {time.monotonic() - started:.0f} s to write"
    )
    _print_sizes()
    _print_pages(plans=options.plans)
    _print_policies()
    _print_retention()


def _print_sizes() -> None:
    print(f"\n{'bytes of a row':32}{'table':>10}{'indexes':>10}")
    for name, (table, indexes) in sizes().items():
        print(f"{name:32}{table:>10}{indexes:>10}")


def _pages() -> Mapping[str, str]:
    some = User.objects.filter(pk__gte=User.objects.order_by("-pk")[0].pk // 2).order_by("pk")[0]
    event = Event.objects.filter(user_id=some.public_id)[0]
    address = Session.objects.order_by("created_at")[0].ip_address
    people, log, sessions = "accounts/user/", "accounts/event/", "accounts/session/"
    return {
        "log": log,
        "log, address": f"{log}?q={some.email}",
        "log, unknown address": f"{log}?q=nobody@example.com",
        "log, reference": f"{log}?q={reference_of(event.transaction_id)}",
        "log, transaction": f"{log}?q={event.transaction_id}",
        "log, public id": f"{log}?q={some.public_id}",
        "log, rare type": f"{log}?q={RARE_TYPE}",
        "log, frequent type": f"{log}?q={TYPES[0]}",
        "log, IP address": f"{log}?q=10.7.7.7",
        "log, IP address of an office": f"{log}?q={OFFICE}",
        "log, nothing found": f"{log}?q=no.such.type",
        "log, failures": f"{log}?outcome__exact=failure",
        "log, rare family": f"{log}?about=user.account",
        "log, frequent family": f"{log}?about=user.session",
        "log, last page": f"{log}?end=1",
        "people": people,
        "people, exact address": f"{people}?q={some.email}",
        "people, name (Ada)": f"{people}?q=Ada",
        "people, name (ØDEGÅRD)": f"{people}?q=ØDEGÅRD",
        "people, two names": f"{people}?q=Ada+Family1234",
        "people, part of an address": f"{people}?q={some.email.partition('@')[0][-8:]}",
        "people, domain": f"{people}?q=mail7.example",
        "people, public id": f"{people}?q={some.public_id}",
        "people, nobody": f"{people}?q=xylophonist",
        "people, by name": f"{people}?o=2",
        "people, by name backwards": f"{people}?o=-2",
        "people, by address": f"{people}?o=1",
        "people, last page": f"{people}?end=1",
        "people, by name, last page": f"{people}?o=2&end=1",
        "people, by name, in the middle": f"{people}?o=2&after={some.pk}",
        "people, suspended": f"{people}?status=SUSPENDED",
        "people, of a group": f"{people}?group=7",
        "people, of a large group": f"{people}?group=1",
        "sessions": sessions,
        "sessions, address": f"{sessions}?q={some.email}",
        "sessions, IP address": f"{sessions}?q={address}",
        "groups": "accounts/group/",
    }


def _processor_of_database() -> Callable[[], float]:
    """Return what reads the processor milliseconds of this connection: waiting for a core costs nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(file.read_text().split()[0]) / 1_000_000


@contextmanager
def _measured() -> Iterator[Cost]:
    cost, spent = Cost(), _processor_of_database()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = spent()
        try:
            return execute(sql, params, many, context)
        finally:
            cost.statements += not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
            cost.slowest = max(cost.slowest, (spent() - started, f"{sql} {params}"))

    processor, database = time.process_time(), spent()
    with connection.execute_wrapper(note):
        yield cost
    cost.processor = (time.process_time() - processor) * 1000
    cost.database = spent() - database


def _owner() -> Client:
    client = Client(headers={"host": f"localhost:{settings.PORT}"})
    link = issue_link(parse_email(OWNER), timezone.now())
    client.post("/admin-access/" + link.rpartition("/")[2])
    return client


def _print_pages(*, plans: bool) -> None:
    client = _owner()
    headings = f"{'statements':>12}{'database ms':>13}{'process ms':>12}{'before ms':>11}"
    print(f"\n{'page':32}{headings}")
    for name, path in _pages().items():
        costs = [_open(client, path) for _ in range(ROUNDS)]
        database = min(cost.database for cost in costs)
        processor = min(cost.processor for cost in costs)
        statements = costs[-1].statements
        missed = statements > MAX_STATEMENTS or database > MAX_DATABASE or processor > MAX_PROCESSOR
        before = f"{BEFORE[name]:,}" if name in BEFORE else ""
        figures = f"{statements:>12}{database:>13.1f}{processor:>12.1f}{before:>11}"
        print(f"{name:32}{figures}{'  missed' if missed else ''}", flush=True)
        if plans:
            took, statement = costs[-1].slowest
            print(f"    {took:.1f} ms: {statement}")


def _open(client: Client, path: str) -> Cost:
    with _measured() as cost:
        answer = client.get(f"/admin/{path}")
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return cost


def _print_policies() -> None:
    add_policies()
    raise_version()
    _ = current_policies().group_ids
    some = Policy.objects.filter(is_default=False)[POLICIES // 2]
    print(f"\n{f'with {POLICIES:,} policies':32}{'statements':>12}{'database ms':>13}{'process ms':>12}")
    changes = {"one policy has changed": area_of(POLICIES_AREA, some.pk), "the brand has changed": BRAND}
    for name, area in changes.items():
        raise_version(area)
        _print_cost(name, lambda: current_policies().group_ids)
    _print_cost("everything is read", load_policies)


def _print_retention() -> None:
    now = timezone.now() + timedelta(days=30)
    old = Event.objects.filter(occurred_at__lt=now - timedelta(days=365)).count()
    print(f"\n{'retention':32}{'statements':>12}{'database ms':>13}{'process ms':>12}")
    _print_cost("seals", lambda: seal_due(now))
    _print_cost(f"{old:,} events", lambda: retention.purge(now))
    left = Event.objects.filter(occurred_at__lt=now - timedelta(days=365)).count()
    print(f"left for the next hour: {left:,}; each batch has {short(retention.BATCH)}")


def _print_cost(name: str, work: Callable[[], object]) -> None:
    with _measured() as cost:
        work()
    print(f"{name:32}{cost.statements:>12,}{cost.database:>13,.1f}{cost.processor:>12,.1f}", flush=True)


if __name__ == "__main__":
    main()
