"""Processor time of a code and its tokens: the product beside a plain install of django-oauth-toolkit.

Both do it in turns, each in a process of its own without a web server, in front of the same PostgreSQL.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from benchmarks.report import Goal, Result, Row
from benchmarks.sites import PEERS, own_servers, peer_environment
from tests.lint import ROOT, production
from tests.servers import templates
from tests.servers.processes import new_database

ROUNDS = 3


def measure(people: int) -> Result:
    """Return what one exchange takes here and there: of several turns the one that took least."""
    with (
        own_servers(),
        new_database(os.environ["DATABASE_URL"]) as (ours, _),
        new_database(os.environ["DATABASE_URL"]) as (plain, _),
    ):
        sides = {
            (sys.executable, "-m", "benchmarks.exchange_product"): _product_environment(ours),
            (f"{PEERS}/bin/python", "-m", "benchmarks.peers.toolkit"): _plain_environment(plain),
        }
        size = {"EXCHANGES": str(max(40, people * 3))}
        turns = [[_turn(*side, size) for side in sides.items()] for _ in range(ROUNDS)]
    product, toolkit = (min(sum(turn[side].values()) for turn in turns) for side in (0, 1))
    goal = Goal(product / toolkit, 0.7, "÷ plain django-oauth-toolkit")
    return Result([Row("Code and tokens", "ms", product, goals=(goal,))])


def _product_environment(database: str) -> dict[str, str]:
    return {
        **templates.bare_environment(),
        **production(),
        "DATABASE_URL": database,
        "REDIS_URL": os.environ["REDIS_URL"],
        "TRUSTED_PROXIES": "127.0.0.0/8",
        "PUBLIC_URL": "https://localhost:8443",
        "LOG_LEVEL": "ERROR",
    }


def _plain_environment(database: str) -> dict[str, str]:
    servers = {
        "DATABASE_URL": database,
        "REDIS_URL": os.environ["REDIS_URL"],
        "EMAIL_URL": "smtp://localhost:25",
    }
    return peer_environment("toolkit", 8443, servers)


def _turn(
    command: tuple[str, ...], environment: Mapping[str, str], size: Mapping[str, str]
) -> dict[str, float]:
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, **size}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    costs: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return costs
