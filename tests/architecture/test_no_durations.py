"""No test asserts how long something took: a busy machine would decide, not the product."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import ROOT

CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "monotonic_ns", "perf_counter_ns"}


def clocks_in_assertions(text: str) -> Iterator[int]:
    """Yield the line of each assertion that reads a clock, or a name that a clock was read into."""
    tree = ast.parse(text)
    readings = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _reads_clock(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and (_reads_clock(node) or _names(node) & readings):
            yield node.lineno


def _reads_clock(node: ast.AST) -> bool:
    called = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(getattr(one, "attr", getattr(one, "id", "")) in CLOCKS for one in called)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def test_assertions_read_no_clock():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "node_modules" not in path.parts
        for line in clocks_in_assertions(path.read_text())
    ]
    assert found == []


def test_planted_duration_is_found():
    direct = "begun = time.monotonic()\nassert time.monotonic() - begun < 1\n"
    stored = "took = time.perf_counter() - begun\nassert took < 1\n"
    assert [*clocks_in_assertions(direct), *clocks_in_assertions(stored)] == [2, 2]
