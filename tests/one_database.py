"""Tests of pages and journeys that run on one of the two databases: each database has half of them.

The services below them run on both. A case is one of SQLite's or of PostgreSQL's by a hash of its name; the
two front ends of a journey run on different ones. Only a run of the lanes shares them out: pytest called by
hand, and a thorough run, try every test on each database.
"""

import os
import re
from zlib import crc32

import pytest

from tests.servers import templates
from tests.thoroughness import is_thorough

_FRONT_END = re.compile(r"(?<=[\[-])(hosted|idx)(?=[\]-])")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the other lane runs. Raises UsageError for a mark without `postgres`."""
    if is_thorough() or not templates.is_at_hand():
        return
    here = bool(os.environ.get("DATABASE_URL"))
    shared = [item for item in items if item.get_closest_marker("one_database")]
    for item in shared:
        if not item.get_closest_marker("postgres"):
            raise pytest.UsageError(f"{item.nodeid}: one_database without postgres would run nowhere")
    left_out = {item for item in shared if is_on_postgresql(item.nodeid) != here}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def is_on_postgresql(case: str) -> bool:
    """Return whether the case of this name runs on PostgreSQL, and not on SQLite."""
    found = _FRONT_END.search(case)
    other_front_end = found is not None and found[1] == "idx"
    # Not the lowest bit, which chooses the front end of a journey that runs on one.
    return bool((crc32(_FRONT_END.sub("", case).encode()) >> 1 & 1) ^ other_front_end)
