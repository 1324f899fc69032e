"""What a first visit weighs: page, style sheet and script, compressed as a proxy or the server sends them."""

import re
from urllib.parse import urljoin

import brotli

from tests.servers.processes import Deployment

PAGES = ("/signin", "/signup", "/recover")
_PARTS = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


def measure(server: Deployment) -> dict[str, dict[str, int]]:
    """Return brotli bytes of each page: its own, its style sheets and scripts, and all together."""
    return {path: _weight(server, path) for path in PAGES}


def _weight(server: Deployment, path: str) -> dict[str, int]:
    visitor = server.visitor()
    page = visitor.get(path)
    parts = [visitor.get(urljoin(path, url)).content for url in _PARTS.findall(page.text)]
    own, rest = _small(page.content), sum(_small(part) for part in parts)
    return {"page": own, "css + js": rest, "all": own + rest}


def _small(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))
