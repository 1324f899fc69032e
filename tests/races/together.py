"""Many at once: threads that start together, each with a database connection of its own."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

AT_ONCE = 20
WAIT_SECONDS = 120


def at_once(work: Callable[[int], Any], n: int = AT_ONCE) -> list[Any]:
    """Run the work n times at the same moment; return what each call returned, or raise what one raised."""
    return _run([lambda number=number: work(number) for number in range(n)])


def beside(*works: Callable[[], Any]) -> list[Any]:
    """Run different works at the same moment."""
    return _run(works)


def _run(works: Sequence[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(WAIT_SECONDS)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(one, work) for work in works]]


def assert_single_use(work: Callable[[int], Any], n: int = AT_ONCE) -> list[Any]:
    """See that exactly one of n calls at once gets anything; return all answers."""
    answers = at_once(work, n)
    assert sum(1 for answer in answers if answer) == 1, answers
    return answers


def wait_until_one_waits() -> None:
    """Return when a statement of another connection waits for a lock."""
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            # Of this database: tests of other processes wait in theirs.
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nothing waited")
