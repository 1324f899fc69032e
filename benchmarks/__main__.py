"""``make bench``: run every measurement and print what ``benchmarks/README.md`` explains."""

import argparse
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from argon2 import PasswordHasher

from benchmarks import cpu, exchange, latency, pages, policies, start
from tests.servers import launch
from tests.servers.processes import embedded, separate
from tests.servers.smtp import mail_server

DEFAULT_MEMORY_KIB, DEFAULT_TIME_COST, DEFAULT_PARALLELISM = 19456, 2, 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--people", type=int, default=60, help="sign-ups and sign-ins to average over")
    people = parser.parse_args().people
    size = f"{policies.POLICIES:,} policies of {policies.RULES} rules"
    print(f"One decision by {size}: {policies.measure():.1f} ms of processor time")
    with launch.postgres() as database, launch.redis() as broker:
        os.environ |= {"DATABASE_URL": database, "REDIS_URL": broker}
        _separate(people)
        _print_exchange(exchange.measure())
    # On one machine everybody shares one address, and thirty sign-ups an hour are its limit.
    _embedded(min(people, 20))


def _separate(people: int) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    with (
        tempfile.TemporaryDirectory() as folder,
        mail_server() as mail,
        separate(Path(folder), mail, settings) as server,
    ):
        server.manage("demo")
        _print_cpu(cpu.measure(server, people))
        _print_bytes(pages.measure(server))
        _print_latency("Redis, separate worker", latency.measure(server, people))


def _embedded(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder, mail_server() as mail:
        with embedded(Path(folder), mail, {}) as server:
            _print_latency("embedded, one process", latency.measure(server, people))
        print(
            f"\nWarm start of manage.py serve to its first page: {start.measure(Path(folder), server):.2f} s"
        )


def _hash_milliseconds() -> float:
    hasher = PasswordHasher(DEFAULT_TIME_COST, DEFAULT_MEMORY_KIB, DEFAULT_PARALLELISM)
    before = time.process_time()
    for _ in range(10):
        hasher.hash("violet lantern over quiet gravel")
    return (time.process_time() - before) * 100


def _print_cpu(costs: Mapping[str, Mapping[str, float]]) -> None:
    hashed = _hash_milliseconds()
    print(f"\nProcessor milliseconds, password hash left out (one hash in this run: {hashed:.1f} ms)\n")
    names = [*next(iter(costs.values())), "all", "in hashes"]
    print(f"{'':10}" + "".join(f"{name:>11}" for name in names))
    for act, parts in costs.items():
        total = sum(parts.values())
        row = [*(f"{value:.1f}" for value in parts.values()), f"{total:.1f}", f"{total / hashed:.2f}"]
        print(f"{act:10}" + "".join(f"{cell:>11}" for cell in row))


def _print_bytes(weights: Mapping[str, Mapping[str, int]]) -> None:
    print("\nBytes of a first visit, brotli\n")
    for path, parts in weights.items():
        print(f"{path:10}" + "".join(f"{name} {size:,}".rjust(20) for name, size in parts.items()))


def _print_exchange(costs: Mapping[str, Mapping[str, float]]) -> None:
    print("\nProcessor milliseconds of an app's request and its tokens, beside plain django-oauth-toolkit\n")
    for where, parts in costs.items():
        cells = "".join(f"{name} {value:.1f}".rjust(16) for name, value in parts.items())
        print(f"{where:10}{cells}{'all':>8} {sum(parts.values()):.1f}")
    ours, plain = (sum(costs[where].values()) for where in ("here", "plain"))
    print(f"{'ratio':10}{ours / plain:.2f}")


def _print_latency(where: str, waits: tuple[float, float]) -> None:
    median, slow = waits
    print(f"\nForm posted to mail received, {where}: median {median * 1000:.0f} ms, p95 {slow * 1000:.0f} ms")


if __name__ == "__main__":
    main()
