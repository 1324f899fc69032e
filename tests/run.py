"""All lanes of the test suite, with one exit code.

    python -m tests.run [--workers N] [--lane NAME] [--busy N] [--coverage] [-- PYTEST ARGUMENTS]

The lanes that wait for servers and pages run one after the other, and the one that computes beside them, with
the processor time that they leave. Each line of output names its lane.

A lane whose tool is absent is one loud line; with REQUIRE_ALL=1 it is a failure.
With --coverage every Python process of the run is measured, and a share of branches below the floor of
pyproject.toml is a failure.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from tests.lint import ROOT
from tests.servers import launch
from tests.tools import REQUIRE_ALL, files_that_name

# Without its compiled tests every worker of every lane would read and rewrite four hundred files again.
DROPPED = ("DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE")

LINTED = "tests/architecture"
"""Tests that read the code instead of running it: `tests.lint` runs them."""


@dataclass(frozen=True)
class Lane:
    """Some of the tests, and where they run. `spread` is how pytest-xdist shares them out.

    Only files that name one of the marks in `named` are collected; without names all are. `more` are workers
    beyond the requested ones, where tests wait more than they compute. A lane that computes has a `niceness`:
    it runs beside the others.
    """

    name: str
    marks: str
    named: tuple[str, ...] = ()
    spread: str = "load"
    more: int = 0
    niceness: int = 0

    @property
    def where(self) -> list[str]:
        """Return what pytest collects."""
        return files_that_name(*self.named) if self.named else ["tests", f"--ignore={LINTED}"]


LANES = (
    Lane("sqlite", "not postgres(only=True) and not redis and not processes and not browser", niceness=2),
    Lane(
        "servers",
        "(postgres or redis) and not processes and not browser",
        named=("postgres", "redis"),
        spread="loadfile",
    ),
    Lane("browser", "processes or browser", named=("processes", "browser"), spread="loadfile", more=1),
)


class Shared:
    """What all lanes share: one PostgreSQL server, and the databases that are migrated once."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ssr-run-"))

    @cached_property
    def database_url(self) -> str:
        """Start PostgreSQL for the first lane that asks. Raises launch.Unavailable."""
        return self._stack.enter_context(launch.postgres())


@dataclass(frozen=True)
class Result:
    lane: str
    words: str
    good: bool
    seconds: float


@dataclass(frozen=True)
class Run:
    """What is asked of every lane; `names` are printed where lanes run at the same time."""

    shared: Shared
    workers: int
    arguments: Sequence[str]
    names: bool

    def lane(self, lane: Lane) -> Result:
        """Run one lane to its end."""
        print(f"\n== {lane.name}: {lane.marks}", flush=True)
        start = time.monotonic()
        try:
            code = self._pytest(lane)
        except launch.Unavailable as absent:
            print(f"NOT RUN: {lane.name}: {absent}", flush=True)
            return Result(lane.name, f"NOT RUN: {absent}", not REQUIRE_ALL, 0)
        # With a narrower choice a lane may well have nothing to run; without one it must have something.
        none = code == pytest.ExitCode.NO_TESTS_COLLECTED
        good = code == pytest.ExitCode.OK or (none and bool(self.arguments))
        words = "passed" if code == 0 else "no such tests" if none else "FAILED"
        return Result(lane.name, words, good, time.monotonic() - start)

    def _pytest(self, lane: Lane) -> int:
        with ExitStack() as servers:
            environment = {key: value for key, value in os.environ.items() if key not in DROPPED}
            environment["TESTS_FOLDER"] = self.shared.folder
            if lane.named:
                environment["DATABASE_URL"] = self.shared.database_url
                environment["REDIS_URL"] = servers.enter_context(launch.redis())
            command = ["nice", "-n", str(lane.niceness), *self._command(lane)]
            if not self.names:
                return subprocess.run(command, env=environment, check=False).returncode
            return _print_named(lane.name, command, environment)

    def _command(self, lane: Lane) -> list[str]:
        spread = (
            ["-n", str(self.workers + lane.more), "--dist", lane.spread, "--no-loadscope-reorder"]
            if self.workers > 1
            else []
        )
        chosen = any(Path(one.partition("::")[0]).exists() for one in self.arguments)
        where = [] if chosen else lane.where
        return [sys.executable, "-m", "pytest", "-q", "-m", lane.marks, *spread, *where, *self.arguments]


def _print_named(name: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command and print its output line by line, each with the name of the lane."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{name:<8}| {line}", end="", flush=True)
    return process.returncode


def run(lanes: Sequence[Lane], shared: Shared, workers: int, arguments: Sequence[str]) -> list[Result]:
    """Run those that compute beside those that wait, where there are workers for both."""
    computing = [lane for lane in lanes if lane.niceness]
    waiting = [lane for lane in lanes if not lane.niceness]
    rows = [row for row in (computing, waiting) if row] if workers > 1 else [list(lanes)]
    asked = Run(shared, workers, arguments, names=len(rows) > 1)
    with ThreadPoolExecutor(len(rows)) as pool:
        return [result for row in pool.map(lambda row: [*map(asked.lane, row)], rows) for result in row]


@contextmanager
def measured_coverage(results: list[Result]) -> Iterator[None]:
    """Measure every Python process started in this block and add the outcome to the results.

    The processes find the settings by these variables (``coverage.process_startup``), which
    ``tests.servers.templates`` passes on.
    """
    folder = ROOT / "var" / "coverage"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ |= {
        "COVERAGE_FILE": str(folder / "data"),
        "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml"),
    }
    yield
    start = time.monotonic()
    del os.environ["COVERAGE_PROCESS_START"]
    for command in (
        ("combine", "--quiet"),
        ("html", "--quiet", "--fail-under=0", f"--directory={folder}/html"),
    ):
        subprocess.run((sys.executable, "-m", "coverage", *command), check=True, cwd=ROOT)
    code = subprocess.run((sys.executable, "-m", "coverage", "report"), check=False, cwd=ROOT).returncode
    words = "passed" if code == 0 else "FAILED"
    results.append(Result("coverage", words, code == 0, time.monotonic() - start))


_BUSY = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Run loops beside the tests that leave no processor idle: tests assert outcomes, not durations.

    A loop ends with this process, however that ends.
    """
    loops = [subprocess.Popen((sys.executable, "-c", _BUSY)) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.run")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--lane", choices=[lane.name for lane in LANES])
    parser.add_argument("--busy", type=int, default=0, help="busy loops to run beside the tests")
    parser.add_argument("--coverage", action="store_true", help="measure lines and branches of every process")
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    lanes = [lane for lane in LANES if options.lane in (None, lane.name)]
    results: list[Result] = []
    measuring = measured_coverage(results) if options.coverage else nullcontext()
    with busy_loops(options.busy), measuring, ExitStack() as stack:
        shared = Shared(stack)
        results += run(lanes, shared, options.workers, options.arguments)
    print()
    for result in results:
        print(f"{result.lane:<10} {result.words:<14} {result.seconds:6.1f} s")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time {used.ru_utime + used.ru_stime:16.1f} s")
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
