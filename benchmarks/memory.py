"""Memory of the web processes, and what a user leaves in the database."""

from collections.abc import Sequence

import psycopg

from benchmarks.cpu import do
from benchmarks.processor import proportional_mebibytes
from benchmarks.report import Result, Row, Table
from benchmarks.sites import Site
from benchmarks.users import new_user

MILLION = 1_000_000
SHOWN = 8
# Live rows, and what the leaves of indexes hold: pages of a small database are mostly empty.
_LIVE_BYTES = """
SELECT t.relname, (
    SELECT tuple_len FROM pgstattuple(t.oid)
) + coalesce((
    SELECT sum(leaf_pages * 8192 * coalesce(nullif(avg_leaf_density, 'NaN'), 0) / 100)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam,
        pgstatindex(i.indexrelid::regclass)
    WHERE i.indrelid = t.oid AND a.amname = 'btree'
), 0)
FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace"""


def measure(sites: Sequence[Site], people: int) -> Result:
    """Return the memory of each site's web processes, and the bytes of a sign-up and a sign-in."""
    memory = [proportional_mebibytes(site.server.processes["web"].pid) for site in sites]
    left = _bytes_of_a_user(next(site for site in sites if site.name == "ours"), people)
    largest = sorted(left.items(), key=lambda entry: -entry[1])[:SHOWN]
    return Result(
        [
            Row("Two web workers, without hashes, PSS", "MiB", *memory),
            Row(
                "A million people after a sign-up and a sign-in", "GiB", sum(left.values()) * MILLION / 2**30
            ),
        ],
        [
            Table(
                "Bytes that a person leaves: rows and entries of indexes, before anything is purged",
                ("table", "bytes"),
                [(table, f"{size:,.0f}") for table, size in largest],
            )
        ],
    )


def _bytes_of_a_user(site: Site, people: int) -> dict[str, float]:
    with psycopg.connect(site.server.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple")
        before = _live_bytes(connection)
        users = [new_user() for _ in range(people)]
        for work in ("sign_up", "sign_in_new_browser"):
            do(site, work, users)
        after = _live_bytes(connection)
    return {table: (size - before[table]) / people for table, size in after.items()}


def _live_bytes(connection: psycopg.Connection) -> dict[str, float]:
    return {table: float(size) for table, size in connection.execute(_LIVE_BYTES).fetchall()}
