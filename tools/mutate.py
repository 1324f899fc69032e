"""Break the code in one place at a time, and see that the test which is named for it fails.

    python tools/mutate.py --check            # every place and every test exists (fast)
    python tools/mutate.py [--only ID ...]    # run them, one after the other; 1 when a mutation survives

Each file of tools/mutations/*.toml lists [[mutation]] with id, file, find, replace and test (a pytest node).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTATIONS = ROOT / "tools" / "mutations"
TIMEOUT_SECONDS = 300
NO_TESTS_FAILED, TESTS_FAILED = 0, 1
"""Exit codes of pytest; any other one says that the run itself went wrong."""


@dataclass(frozen=True)
class Mutation:
    """One change that a test has to notice."""

    id: str
    file: str
    find: str
    replace: str
    test: str

    def problems(self) -> Iterator[str]:
        """Yield why this mutation can't be run."""
        path = ROOT / self.file
        times = path.read_text().count(self.find) if path.exists() else 0
        if times != 1:
            yield f"{self.id}: {self.file} holds the text {times} times"
        test_file, *names = self.test.split("::")
        if not (ROOT / test_file).exists():
            yield f"{self.id}: there is no {test_file}"
        elif names and f"def {names[-1].partition('[')[0]}(" not in (ROOT / test_file).read_text():
            yield f"{self.id}: {test_file} has no {names[-1]}"


def mutations() -> list[Mutation]:
    """Return all mutations of the lists."""
    listed = (tomllib.loads(path.read_text()) for path in sorted(MUTATIONS.glob("*.toml")))
    return [Mutation(**entry) for document in listed for entry in document["mutation"]]


def problems() -> list[str]:
    """Return what is wrong with the lists."""
    found = mutations()
    ids = [mutation.id for mutation in found]
    twice = [f"{id}: the id comes twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
    return [*twice, *(problem for mutation in found for problem in mutation.problems())]


def copy_of_the_tree(folder: Path) -> Path:
    """Copy the files of the working tree; what is installed stays where it is, behind links."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    return folder


def outcome(tree: Path, mutation: Mutation) -> str:
    """Apply the mutation, run its test, put the file back; return killed, survived or broken."""
    path = tree / mutation.file
    before = path.read_text()
    path.write_text(before.replace(mutation.find, mutation.replace))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", mutation.test],
            cwd=tree,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        path.write_text(before)
    return {NO_TESTS_FAILED: "survived", TESTS_FAILED: "killed"}.get(done.returncode, "broken")


def main() -> int:
    """Check the lists, or run them."""
    parser = argparse.ArgumentParser(description="Break the code in one place at a time.")
    parser.add_argument("--check", action="store_true", help="only see that every place and test exists")
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="run these alone")
    options = parser.parse_args()
    if wrong := problems():
        print("\n".join(wrong))
        return 1
    if options.check:
        return 0
    chosen = [one for one in mutations() if not options.only or one.id in options.only]
    results: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        for mutation in chosen:
            results.append(outcome(tree, mutation))
            print(f"{results[-1]:<9}{mutation.id}", flush=True)
    print(f"{results.count('killed')} of {len(results)} killed")
    return 0 if results.count("killed") == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
