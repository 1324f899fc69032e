"""How many statements a piece of work sends to PostgreSQL, worker included, transaction control excluded."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from benchmarks.cpu import do, warm_up
from benchmarks.report import Goal, Result, Row, Table
from benchmarks.sites import Site, count_statements
from benchmarks.users import new_user
from tests.servers.processes import Deployment

PEOPLE = 8
_TITLES = {
    "sign_up": ("Statements of a sign-up", 24),
    "sign_in_new_browser": ("Statements of a sign-in, new browser", 10),
}
_KINDS = ("work", "upkeep", "foreign keys")
# What a user causes; what keeps a connection and looks for a new configuration once a second; what
# PostgreSQL asks itself to hold a foreign key.
_COUNT = """
SELECT CASE WHEN query LIKE 'SELECT 1 FROM ONLY %' THEN 'foreign keys'
    WHEN query = 'SELECT $1' OR query LIKE 'SELECT set_config(%'
        OR query LIKE '%FROM "accounts_configurationversion"%' THEN 'upkeep'
    ELSE 'work' END,
    sum(calls)::int
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND query NOT LIKE '%pg_stat_statements%'
GROUP BY 1"""


def measure(sites: Sequence[Site], _people: int) -> Result:
    """Return the statements of a sign-up and of a sign-in with a new browser."""
    counts = {site.name: _of(site) for site in sites}
    rows, lines = [], []
    for work, (title, target) in _TITLES.items():
        ours, allauth, floor = (counts[site][work]["work"] for site in ("ours", "allauth", "floor"))
        rows.append(Row(title, "", ours, allauth, floor, (Goal(ours, target),)))
        lines += [
            (title, site, *(f"{by_work[work].get(kind, 0):.1f}" for kind in _KINDS))
            for site, by_work in counts.items()
        ]
    return Result(rows, [Table("Statements by kind", ("work", "site", *_KINDS), lines)])


def _of(site: Site) -> dict[str, dict[str, float]]:
    people = [new_user() for _ in range(PEOPLE)]
    warm_up([site], list(_TITLES))
    with _counted(site.server) as connection, paused(site.server, "beat"):
        counts = {}
        for work in _TITLES:
            connection.execute("SELECT pg_stat_statements_reset()")
            do(site, work, people)
            counts[work] = {kind: calls / PEOPLE for kind, calls in connection.execute(_COUNT).fetchall()}
        return counts


@contextmanager
def paused(server: Deployment, *names: str) -> Iterator[None]:
    """Hold processes still, so that nothing happens by the clock."""
    for name in names:
        server.processes[name].send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for name in names:
            server.processes[name].send_signal(signal.SIGCONT)


@contextmanager
def _counted(server: Deployment) -> Iterator[psycopg.Connection]:
    database = server.environment["DATABASE_URL"]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        count_statements(database, "top")
        time.sleep(0.5)  # every backend reads it before its next statement, once the signal has reached it
        try:
            yield connection
        finally:
            count_statements(database, "none")
