"""Which tools a test needs, and which are missing on this machine."""

import os
import re
from pathlib import Path

import pytest

PROGRAMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
"""The browser without windows is the same engine for half of the processor time."""
CHROMIUM = Path(os.environ.get("CHROMIUM") or next(filter(Path.exists, PROGRAMS), PROGRAMS[-1]))
ROOT = Path(__file__).resolve().parent.parent
NPM = (ROOT / "examples/single_page/node_modules", ROOT / "tests/foreign/node_modules")
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
NOT_RUN = "not run: "


def missing_for(item: pytest.Item) -> str | None:
    """Return what this test needs and the machine or the lane does not have."""
    postgres = item.get_closest_marker("postgres")
    if postgres and postgres.kwargs.get("only") and not os.environ.get("DATABASE_URL"):
        return "PostgreSQL (DATABASE_URL is not set; `make test` starts a server)"
    if item.get_closest_marker("redis") and not os.environ.get("REDIS_URL"):
        return "Redis (REDIS_URL is not set; `make test` starts a server)"
    if item.get_closest_marker("processes") and not (
        os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    ):
        return "PostgreSQL and Redis (DATABASE_URL or REDIS_URL is not set; `make test` starts both)"
    if item.get_closest_marker("browser") and not CHROMIUM.exists():
        return f"Chromium ({CHROMIUM} does not exist; install chromium-headless-shell or set CHROMIUM)"
    if item.get_closest_marker("npm") and not all(folder.exists() for folder in NPM):
        return "packages of npm (a folder node_modules is absent; `make test` fetches it)"
    return None


def files_that_name(*marks: str) -> list[str]:
    """Return the files of tests that name one of the marks, in themselves or in their folder's conftest."""
    naming = re.compile(rf"\bmark\.({'|'.join(marks)})\b")

    def names(file: Path) -> bool:
        return file.exists() and bool(naming.search(file.read_text()))

    files = sorted((ROOT / "tests").rglob("test_*.py"))
    found = (file for file in files if names(file) or names(file.parent / "conftest.py"))
    return [str(file.relative_to(ROOT)) for file in found]
