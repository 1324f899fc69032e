"""One client sends HTTP; the linter refuses every other (ADR 0068)."""

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT
from tests.tables import each

CLIENTS = {
    "aiohttp": "import aiohttp",
    "http.client": "from http.client import HTTPSConnection",
    "httpx": "import httpx",
    "requests": "import requests",
    "socket.create_connection": "import socket\nsocket.create_connection(('a', 1))",
    "socket.getaddrinfo": "from socket import getaddrinfo",
    "urllib.request": "import urllib.request",
    "urllib3": "from urllib3.connection import HTTPConnection",
}


def banned(path: str) -> set[str]:
    """Return the banned names that the linter finds in a file with all of them."""
    command = [Path(sys.executable).parent / "ruff", "check", "--select", "TID251", "--output-format", "json"]
    done = subprocess.run(
        [*command, "--stdin-filename", path, "-"],
        cwd=ROOT,
        input="\n".join(CLIENTS.values()),
        capture_output=True,
        text=True,
        check=False,
    )
    return {found["message"].split("`")[1] for found in json.loads(done.stdout)}


@each(
    "path",
    ["oidc/planted.py", "accounts/messaging/planted.py", "ssr_project/planted.py", "outbound/planted.py"],
)
def test_planted_http_client_is_refused(path: str):
    found = banned(path)
    assert [name for name in CLIENTS if not any(one.startswith(name) for one in found)] == []


def test_only_the_modules_of_the_client_are_excepted():
    assert banned("outbound/exchange.py") == set()
    assert banned("tests/planted.py") == set()
