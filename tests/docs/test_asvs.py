"""The page about OWASP ASVS 5.0 has a row for each requirement that applies, and names tests that exist."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.lint import ROOT
from tests.tables import each

STATES = {"held", "operator", "deviates", "open"}
PAGE = (ROOT / "docs" / "asvs.md").read_text()
_ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([123]) \| (\w+) \| (.*) \| (.*?) ?\|$")
_NAMED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One requirement on the page."""

    id: str
    level: int
    state: str
    words: str
    evidence: str


def rows() -> Iterator[Row]:
    for line in PAGE.splitlines():
        if found := _ROW.match(line):
            id, level, state, words, evidence = found.groups()
            yield Row(id, int(level), state, words, evidence)


ROWS = list(rows())


def required() -> dict[str, int]:
    """Return the requirements that apply, with their levels."""
    lines = (ROOT / "tests" / "docs" / "asvs_requirements.txt").read_text().splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return {id: int(level) for id, level in pairs}


@cache
def _known_tests() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        if "node_modules" not in path.parts:
            found.update(re.findall(r"def (test_\w+)", path.read_text()))
    return found


def deviations() -> str:
    """Return the standards and numbers of the table of deviations, without what it says of them."""
    lines = PAGE.partition("## Deviations")[2].partition("\n## V1 ")[0].splitlines()
    return "\n".join(line.split("|")[1].strip() for line in lines if line.startswith("| "))


def test_page_has_each_requirement_once_at_its_level():
    assert {row.id: row.level for row in ROWS} == required()
    assert [id for id, count in Counter(row.id for row in ROWS).items() if count > 1] == []


def test_every_state_is_one_of_four():
    assert {row.state for row in ROWS} <= STATES


def test_levels_one_and_two_have_nothing_open():
    assert [row.id for row in ROWS if row.level < 3 and row.state == "open"] == []


@each("row", [row for row in ROWS if row.state == "held"], ids=lambda row: row.id)
def test_held_row_names_evidence_that_exists(row: Row):
    names = _NAMED.findall(row.evidence)
    links = re.findall(r"\]\(([^)#]+)", row.evidence)
    assert names or links, "a row that is held names its test or document"
    known = _known_tests()
    for name in names:
        exists = (ROOT / name).exists() if "/" in name or "." in name else name in known
        assert exists, name


def test_places_that_rows_name_exist():
    named = (name for row in ROWS for name in _NAMED.findall(row.words))
    places = {name for name in named if re.fullmatch(r"[\w./-]*(/|\.(py|js|html))", name)}
    assert places
    assert [place for place in sorted(places) if not (ROOT / place).exists()] == []


@each("row", [row for row in ROWS if row.state == "deviates"], ids=lambda row: row.id)
def test_deviation_has_its_reason(row: Row):
    # A number after a section sign belongs to another standard: NIST SP 800-63B-4 §3.1.1.2 is not ASVS 3.1.1.
    assert re.search(rf"(?:^|ASVS |, ){re.escape(row.id)}(?![\d.])", deviations(), re.M)
