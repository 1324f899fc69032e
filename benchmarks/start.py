"""From the command to the first page, with a database that exists already."""

import time
from pathlib import Path

import requests

from tests.servers.processes import MANAGE, Deployment


def measure(folder: Path, cold: Deployment, count: int = 3) -> float:
    """Return the seconds a warm start takes, the best of a few: a noisy machine only adds to it."""
    return min(_one(folder, cold) for _ in range(count))


def _one(folder: Path, cold: Deployment) -> float:
    start = time.monotonic()
    warm = Deployment(cold.url, cold.address, cold.environment, folder, cold.mail)
    warm.start("serve", (*MANAGE, "serve"))
    try:
        return _first_page(cold.address, start)
    finally:
        warm.stop()


def _first_page(address: str, start: float) -> float:
    while time.monotonic() - start < 30:
        try:
            if requests.get(f"{address}/signin", timeout=5).ok:
                return time.monotonic() - start
        except requests.ConnectionError:
            time.sleep(0.02)
    raise TimeoutError("no page within 30 seconds")
