"""Bytes of a first visit as they are really served: page, style sheets and scripts."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from benchmarks.report import Goal, Result, Row, Table
from benchmarks.sites import Site
from tests.servers.processes import Visitor

PAGES = {"/signin": "First visit of the sign-in page", "/signup": "First visit of the sign-up page"}
MAX_BYTES = 11 * 1024
_FILES = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
_BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def measure(sites: Sequence[Site], _people: int) -> Result:
    """Return the bytes of each page with its files."""
    site = next(site for site in sites if site.name == "ours")
    rows, table = [], []
    for path, title in PAGES.items():
        visitor = site.server.visitor()
        own = _served(visitor, path)
        files = [_served(visitor, urljoin(path, url)) for url in _FILES.findall(visitor.get(path).text)]
        kilobytes = (own + sum(files)) / 1024
        rows.append(Row(title, "KB", kilobytes, goals=(Goal(kilobytes, MAX_BYTES / 1024),)))
        table.append((title, f"{own:,}", f"{sum(files):,}"))
    return Result(rows, [Table("Bytes of a first visit", ("page", "of the page", "of its files"), table)])


def _served(visitor: Visitor, url: str) -> int:
    answer = visitor.get(url, headers=_BROWSER, stream=True)
    return len(answer.raw.read(decode_content=False))
