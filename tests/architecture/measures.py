"""How large functions and files are, and what is imported inside a function."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.architecture.sources import Source

MAX_FUNCTION = 40
MAX_FILE = 400
# Tables of words and of the world: their length says how much there is, not how tangled it is.
TABLES = (
    "accounts/domain/messages/",
    "flows/messages.py",
    "flows/hosted/end_words.py",
    "flows/hosted/titles.py",
)


@dataclass(frozen=True)
class Function:
    place: str
    lines: int
    inner_imports: int


def functions(sources: Iterable[Source]) -> Iterator[Function]:
    """Yield every function with its length from `def` to its last line."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = sum(isinstance(part, ast.Import | ast.ImportFrom) for part in ast.walk(node))
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield Function(f"{source.path}:{node.lineno} {node.name}", lines, inner)


def counted(sources: Iterable[Source]) -> list[Source]:
    return [source for source in sources if not source.path.startswith(TABLES)]


def too_long_functions(sources: Iterable[Source]) -> list[str]:
    return [f"{one.place}: {one.lines} lines" for one in functions(sources) if one.lines > MAX_FUNCTION]


def too_long_files(sources: Iterable[Source]) -> list[str]:
    return [f"{one.path}: {one.lines} lines" for one in counted(sources) if one.lines > MAX_FILE]


def inner_imports(sources: Iterable[Source]) -> list[str]:
    return [one.place for one in functions(sources) if one.inner_imports]
