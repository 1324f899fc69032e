import re
from collections import defaultdict

from tests.architecture.sources import ROOT

ADDRESS = re.compile(r"[\w.+-]+@example\.(?:com|org|net)\b")
IN_A_BROWSER = re.compile(r"pytest\.mark\.browser\b")
ANYBODYS = {"nobody@example.com", "root@example.com", "ada@example.com"}
"""Nobody has the first; the others are made once for a whole run."""


def test_no_two_files_of_browser_tests_use_one_address():
    """They share a server: a user of one file is a surprise in the next."""
    users = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if IN_A_BROWSER.search(text := path.read_text()):
            for address in ADDRESS.findall(text):
                users[address].add(path.relative_to(ROOT).as_posix())
    assert len(users) > 10
    assert {one: files for one, files in users.items() if len(files) > 1 and one not in ANYBODYS} == {}
