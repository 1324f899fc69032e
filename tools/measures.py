"""Measure the code and one sign-up, as docs/architecture.md states it.

    python tools/measures.py

Counts are of production code without migrations. The sign-up is one with an emailed code and a password on
its own page, through the hosted pages, after one that warms everything up.
"""

import ast
import os
import statistics
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402 - after the settings are named
import grimp  # noqa: E402

from tools.language import DIALECT, docstrings  # noqa: E402

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES: list[str] = SETTINGS["root_packages"]


def modules() -> list[Path]:
    """Return the production modules."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def percentile(values: list[int], share: float) -> int:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure_code() -> Iterator[tuple[str, str]]:
    """Yield the measures of files and functions."""
    paths = modules()
    sources = {path: path.read_text() for path in paths}
    lengths = [len(source.splitlines()) for source in sources.values()]
    nodes = [node for source in sources.values() for node in ast.walk(ast.parse(source))]
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    yield "modules; lines", f"{len(paths)}; {sum(lengths):,}"
    yield "statements", f"{sum(isinstance(node, ast.stmt) for node in nodes):,}"
    yield "lines of a file: p90; most", f"{percentile(lengths, 0.9)}; {max(lengths)}"
    middle = f"{statistics.median(functions):.0f}; {percentile(functions, 0.9)}; {max(functions)}"
    yield "functions; their lines: median; p90; most", f"{len(functions):,}; {middle}"
    found = list(docstrings(paths))
    wrong = sum(bool(DIALECT.search(text)) for _, text in found)
    yield "docstrings in the dialect", f"{wrong} of {len(found):,}"


def measure_layers() -> Iterator[tuple[str, str]]:
    """Yield the layers of each contract and the longest chain of imports."""
    for contract in SETTINGS["contracts"]:
        if contract["type"] == "layers":
            yield f"layers: {contract['name']}", str(len(contract["layers"]))
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)

    @cache
    def depth(module: str) -> int:
        return 1 + max(map(depth, graph.find_modules_directly_imported_by(module)), default=0)

    sys.setrecursionlimit(10_000)
    own = [module for module in graph.modules if ".migrations" not in module]
    yield "longest chain of imports", str(max(map(depth, own)))


class Calls:
    """The calls of production code in one sign-up."""

    def __init__(self) -> None:
        self.functions: Counter[tuple[str, str, int]] = Counter()
        self._own = tuple(f"{ROOT / package}{os.sep}" for package in PACKAGES)

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        named = not code.co_name.startswith("<")
        if event == "call" and named and code.co_filename.startswith(self._own):
            self.functions[code.co_filename, code.co_qualname, code.co_firstlineno] += 1


def measure_sign_up() -> Iterator[tuple[str, str]]:
    """Yield files, functions and calls of one sign-up, and how often it decides."""
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: PLC0415

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _traced_sign_up()
    finally:
        teardown_databases(databases, verbosity=0)


def _traced_sign_up() -> Iterator[tuple[str, str]]:
    import flows.commit  # noqa: PLC0415
    import flows.engine  # noqa: PLC0415
    import policies.domain.decide  # noqa: PLC0415
    from tests.actors import sign_up_policy  # noqa: PLC0415

    sign_up_policy()
    _sign_up("warm@example.com", lambda: None)
    decided: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def wrapper(*arguments: Any, **named: Any) -> Any:
            decided[name] += 1
            return real(*arguments, **named)

        setattr(module, name, wrapper)

    counted(policies.domain.decide, "evaluate")
    counted(flows.engine, "next_step")
    counted(flows.commit, "next_step")
    calls, most = Calls(), Counter[str]()

    def after() -> None:
        for kind, times in decided.items():
            most[kind] = max(most[kind], times)
            most[f"all {kind}"] += times
        decided.clear()

    sys.setprofile(calls)
    try:
        _sign_up("measured@example.com", after)
    finally:
        sys.setprofile(None)
    files = {file for file, _, _ in calls.functions}
    yield (
        "one sign-up: files; own functions; own calls",
        f"{len(files)}; {len(calls.functions)}; {calls.functions.total():,}",
    )
    yield "its evaluations of policies: all; most in a request", f"{most['all evaluate']}; {most['evaluate']}"
    yield "its next_step: all; most in a request", f"{most['all next_step']}; {most['next_step']}"


def _sign_up(address: str, after: Callable[[], None]) -> None:
    from tests.actors import PASSWORD, newest_code  # noqa: PLC0415
    from tests.visitor import Visitor  # noqa: PLC0415

    visitor = Visitor()
    names = {"userProfile__firstName": "Ada", "userProfile__lastName": "Okafor"}
    visitor.get("/signup")
    after()
    visitor.post("enroll-profile", userProfile__email=address, **names)
    after()
    visitor.get()
    after()
    code = newest_code(address)
    visitor.post("enroll-authenticator", credentials__passcode=code)
    after()
    visitor.get()
    after()
    visitor.post("enroll-authenticator", credentials__passcode=PASSWORD)
    after()
    if visitor.get().status_code != 200:
        raise SystemExit("the sign-up did not end on the dashboard")
    after()


def main() -> None:
    """Print every measure as a row of a table."""
    django.setup()
    print("| measure | value |\n| --- | --- |")
    for measured in (measure_code, measure_layers, measure_sign_up):
        for name, value in measured():
            print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
