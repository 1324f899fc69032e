"""The page that follows one sign-up names files that each request enters, in that order."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from tests.actors import sign_up_policy
from tests.budgets.test_statements import SIGN_UP, deliver, remember_the_mail, warm
from tests.lint import ROOT
from tests.visitor import Visitor

PAGE = (ROOT / "docs" / "follow-one-sign-up.md").read_text()
SECTIONS = [re.findall(r"\]\(\.\./([^)]+)\)", text) for text in re.split(r"^## \d+\. ", PAGE, flags=re.M)[1:]]
MAX_FILES = 60


@contextmanager
def entered() -> Iterator[list[str]]:
    """Collect the paths of the files whose code runs, in the order of their first call."""
    paths: dict[str, None] = {}

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            paths[frame.f_code.co_filename.removeprefix(f"{ROOT}/")] = None

    found: list[str] = []
    earlier = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(earlier)
    found.extend(paths)


@pytest.mark.django_db
def test_every_file_is_entered_in_the_order_of_the_page():
    sign_up_policy()
    warm()
    visitor, wrong = Visitor(), {}
    for request, named in zip(SIGN_UP, SECTIONS, strict=True):
        if request.make is deliver:
            remember_the_mail(visitor)
        with entered() as files:
            request.make(visitor)
        ordered = sorted(named, key=lambda path: files.index(path) if path in files else len(files))
        missing = [path for path in named if path not in files]
        if missing or named != ordered:
            wrong[request.name] = missing or ordered
    assert wrong == {}


def test_files_of_the_page_are_few_enough_to_read():
    assert 0 < len({path for named in SECTIONS for path in named}) <= MAX_FILES
