"""Room for what a run allocates: on the interpreter's stack, and before the collector of cycles looks.

CPython 3.11 keeps frames in chunks of 16 KiB. A loop whose calls lie across the end of a chunk maps and
unmaps memory at every round; a request through all middlewares under pytest does so again and again, a fifth
of what a test costs. One frame that asks for a large chunk lets all calls above it stay in there.

The collector goes through what a test made every 700 objects, and now and then through all modules and tests.
After collection nothing of those goes away: they are kept out of its sight, and it looks less often.
"""

import gc

import pytest
from _pytest import runner
from django.template import Template

SLOTS = 70_000
"""Eight bytes each, for which the interpreter takes a chunk of 1 MiB; calls use what is left of it."""
OBJECTS = 50_000
"""How many more objects there are before the collector looks; a request leaves a few thousand."""


def _run(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    return runner.pytest_runtest_protocol(item, nextitem)


_run.__code__ = _run.__code__.replace(co_stacksize=SLOTS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run a test as pytest does, from a frame with room above it."""
    return _run(item, nextitem)


def pytest_collection_finish() -> None:
    """Let the collector of cycles pass over everything that was imported and collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])


_RENDER = Template._render


@pytest.fixture(scope="session", autouse=True)
def _no_copies_of_contexts(django_test_environment: None) -> None:
    """Render Django’s templates as the server does: the test client copies contexts, which no test reads."""
    Template._render = _RENDER
