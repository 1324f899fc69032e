"""The page about events names every member, actor and target."""

import re

from accounts.domain.events import ActorType, TargetType
from tests.accounts.events.test_event_origins import MEMBERS
from tests.lint import ROOT

PAGE = (ROOT / "docs" / "log.md").read_text()


def first_cells(heading: str) -> list[str]:
    """Return what the rows of a section's table name."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` ", section, re.MULTILINE)


def test_page_names_every_member_of_a_line():
    assert sorted(first_cells("Members")) == sorted({"event", *MEMBERS})


def test_page_names_every_type_of_actor():
    assert first_cells("Actors") == list(ActorType)


def test_page_names_every_type_of_target():
    assert first_cells("Targets") == list(TargetType)
