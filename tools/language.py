"""Check the language of the code: words of docstrings, names of modules, subjects of commits.

    python tools/language.py

The settings are ``[tool.language]`` in pyproject.toml. docs/words.md has the rules and the glossary.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIALECT = re.compile(
    r"\b(whoever|whom|nobody|somebody|anybody|of ours|any more)\b"
    r"|\b(is|are|was|were) (said|told|asked)\b"
    r"|\bways? (in|on|back|out)\b"
    r"|\bwhat (is|was|are|were) (missing|proved|said|asked|set up|held|left|made|given)\b",
    re.IGNORECASE,
)
"""Words that make a sentence a riddle where a noun of the glossary exists."""

MAX_SHARE = 0.02
MAX_SUBJECT = 65


def docstrings(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every docstring."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", text


def check_docstrings(paths: Iterable[Path]) -> list[str]:
    """Return the places with words of the dialect when they are more than the allowed share."""
    found = list(docstrings(paths))
    wrong = [place for place, text in found if DIALECT.search(text)]
    return wrong if len(wrong) > MAX_SHARE * len(found) else []


def check_modules(paths: Iterable[Path], allowed: Iterable[str]) -> list[str]:
    """Return modules with a verb's name, and exceptions that no module needs."""
    gerunds = {path.relative_to(ROOT).as_posix() for path in paths if path.stem.endswith("ing")}
    exceptions = set(allowed)
    return [
        *(f"{path}: name the module by a noun" for path in sorted(gerunds - exceptions)),
        *(f"{path}: no longer an exception of [tool.language]" for path in sorted(exceptions - gerunds)),
    ]


def check_subjects(base: str) -> list[str]:
    """Return the subjects of commits after ``base`` that are too long or end with a full stop.

    A checkout without that commit (an archive, a shallow clone) has none to check.
    """
    log = subprocess.run(
        ("git", "log", "--format=%s", f"{base}..HEAD"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    subjects = log.stdout.splitlines()
    return [f"commit: {one}" for one in subjects if len(one) > MAX_SUBJECT or one.endswith(".")]


def main() -> int:
    """Print every violation; return 1 when there is one."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    language = settings["tool"]["language"]
    folders = settings["tool"]["importlinter"]["root_packages"]
    paths = [path for one in folders for path in (ROOT / one).rglob("*.py") if "migrations" not in path.parts]
    violations = [
        *check_docstrings(paths),
        *check_modules(paths, language["verbs_as_module_names"]),
        *check_subjects(language["subjects_since"]),
    ]
    print("\n".join(violations))
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
