"""What documents point to is there: pages, files, and the tests that show a claim."""

import re
from functools import cache
from pathlib import Path

from tests.lint import ROOT
from tests.tables import each

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#([\w-]+))?\)")
TEST_FILE = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)`")
TEST_NAME = re.compile(r"`(test_\w+)`")


@cache
def known_tests() -> dict[str, str]:
    return {str(file.relative_to(ROOT)): file.read_text() for file in (ROOT / "tests").rglob("test_*.py")}


@each("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_between_documents_resolve(document: Path):
    targets = [target for target, _ in LINK.findall(document.read_text())]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@each("name", ["asvs.md", "threat-model.md", "limits.md"])
def test_the_tests_that_a_document_names_exist(name: str):
    text, known = (ROOT / "docs" / name).read_text(), known_tests()
    files = set(TEST_FILE.findall(text))
    assert files or TEST_NAME.findall(text)
    assert {file for file in files if not any(f"/{path}".endswith(f"/{file}") for path in known)} == set()
    sentences = {name for name in TEST_NAME.findall(text) if f"{name}.py" not in str(files)}
    assert {one for one in sentences if not any(f"def {one}(" in body for body in known.values())} == set()
