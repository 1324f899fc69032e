"""Processor time of what an app does most: an authorization request of somebody signed in, and its tokens.

This server and a plain install of django-oauth-toolkit do the same in turns, each in a process of its own,
in front of the same PostgreSQL: a GET that answers with a code, a POST that gives tokens for it.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import psycopg

from benchmarks.processor import Part, owners_of
from tests.lint import ROOT, production
from tests.servers import templates
from tests.servers.processes import new_database

WARM_UP, ROUNDS, EACH = 20, 3, 200
BACK = "https://payroll.example/back"
SCOPE = "openid profile email offline_access"
_VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"
_CHALLENGE = urlsafe_b64encode(sha256(_VERIFIER.encode()).digest()).decode().rstrip("=")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Provider:
    """A provider that runs in this very process: a browser that is signed in, its addresses, and an app."""

    browser: Any
    authorize: str
    token: str
    client_id: str

    def exchange(self) -> None:
        """Let the app ask once."""
        asked = {"response_type": "code", "client_id": self.client_id, "redirect_uri": BACK, "scope": SCOPE}
        asked |= {"state": "s", "nonce": "n", "code_challenge": _CHALLENGE, "code_challenge_method": "S256"}
        back = self.browser.get(f"{self.authorize}?{urlencode(asked)}")["Location"]
        answer = parse_qs(urlsplit(back).query)
        if "code" not in answer:
            raise RuntimeError(f"no code from {self.authorize}: {back}")
        body = {"grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": BACK}
        body |= {"client_id": self.client_id, "code_verifier": _VERIFIER}
        given = self.browser.post(self.token, urlencode(body), content_type=_FORM).json()
        if {"access_token", "id_token", "refresh_token"} - given.keys():
            raise RuntimeError(f"no tokens from {self.token}: {given}")


def run(provider: Provider, database_url: str) -> None:
    """Print what one exchange takes, in milliseconds of processor time."""
    for _ in range(WARM_UP):
        provider.exchange()
    database = Part("database", tuple(owners_of(urlsplit(database_url).port or 5432)))
    before = time.process_time(), database.used()
    for _ in range(EACH):
        provider.exchange()
    after = time.process_time(), database.used()
    web, rows = ((end - start) * 1000 / EACH for start, end in zip(before, after, strict=True))
    print(json.dumps({"web": web, "database": rows}))


def measure() -> dict[str, dict[str, float]]:
    """Return what an exchange takes here and there: of several turns the one that took least."""
    server = os.environ["DATABASE_URL"]
    with new_database(server) as (url, _), _empty_database(server) as plain:
        environment = templates.bare_environment() | production()
        environment |= {
            "DATABASE_URL": url,
            "REDIS_URL": os.environ["REDIS_URL"],
            "TRUSTED_PROXIES": "127.0.0.0/8",
        }
        environment |= {
            "PLAIN_DATABASE_URL": plain,
            "PUBLIC_URL": "https://localhost:8443",
            "LOG_LEVEL": "ERROR",
        }
        turns = [
            {name: _turn(name, environment) for name in ("exchange_here", "exchange_plain")}
            for _ in range(ROUNDS)
        ]
    least = {
        name: min((turn[name] for turn in turns), key=lambda one: sum(one.values())) for name in turns[0]
    }
    return {"here": least["exchange_here"], "plain": least["exchange_plain"]}


@contextmanager
def _empty_database(server: str) -> Iterator[str]:
    name = f"plain_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        templates.drop_database(server, name)


def _turn(name: str, environment: Mapping[str, str]) -> dict[str, float]:
    command = (sys.executable, "-m", f"benchmarks.{name}")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said
