"""How lanes with servers are shared out: by files, those of one costly server together, slow ones first.

A slow file that is begun last keeps one worker busy while the others have nothing left to do.
"""

from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

SLOWEST = (
    "tests/plans/test_plans.py",
    "tests/fuzz/test_fuzz.py",
    "tests/journeys/test_exhausted_addresses.py",
    "tests/races/test_second_factors.py",
    "tests/faults/test_killed_processes.py",
    "tests/browser/test_every_page.py",
    "tests/flows/hosted/test_accessibility.py",
    "tests/browser/test_admin_accessibility.py",
    "tests/browser/test_production.py",
    "tests/servers/test_processes.py",
    "tests/browser/test_passkeys.py",
    "tests/browser/test_admin.py",
)
"""By what they take when each runs alone; whatever is not here comes after them in the usual order."""
COSTLY = "separate_servers"
"""The fixture that starts web, worker and beat: one worker runs all files that ask for it."""


class Sharing(LoadFileScheduling):
    """Files as a whole. (The marks of `loadgroup` do not reach pytest-xdist 3.8 from pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.partition("::")[0])


@cache
def _group(file: str) -> str:
    return COSTLY if COSTLY in Path(file).read_text() else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Distribute files, where distribution by file is requested."""
    return Sharing(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow files first; each worker collects the same list, and the scheduler follows it."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    file = item.nodeid.partition("::")[0]
    return SLOWEST.index(file) if file in SLOWEST else len(SLOWEST)
