"""Processor time of a sign-up and a sign-in, by part: web, worker, database, broker."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from benchmarks.people import Newcomer, newcomer, sign_in, sign_up
from benchmarks.processor import Part, owners_of
from tests.servers.processes import Deployment

AT_ONCE = 4
WARM_UP = 8


def parts_of(server: Deployment) -> tuple[Part, ...]:
    """Return the parts whose time counts; beat only wakes the sweep and is left out."""
    environment = server.environment
    own = [Part(name, (server.processes[name].pid,)) for name in ("web", "worker")]
    database = urlsplit(environment["DATABASE_URL"]).port or 5432
    broker = urlsplit(environment["REDIS_URL"]).port or 6379
    return (*own, Part("database", tuple(owners_of(database))), Part("redis", tuple(owners_of(broker))))


def cost(
    parts: Sequence[Part], act: Callable[[Newcomer], None], people: Sequence[Newcomer]
) -> dict[str, float]:
    """Return milliseconds of processor time one act takes in each part, averaged over the people."""
    before = [part.used() for part in parts]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(act, people))
    after = [part.used() for part in parts]
    return {
        part.name: (end - start) * 1000 / len(people)
        for part, start, end in zip(parts, before, after, strict=True)
    }


def measure(server: Deployment, count: int) -> dict[str, dict[str, float]]:
    """Return the costs of a sign-up, a sign-in and, to compare with, one sign-in page."""
    people = [newcomer() for _ in range(count)]
    for person in [newcomer() for _ in range(WARM_UP)]:
        sign_up(server, person)
        sign_in(server, person)
    parts = parts_of(server)
    return {
        "sign-up": cost(parts, lambda person: sign_up(server, person), people),
        "sign-in": cost(parts, lambda person: sign_in(server, person), people),
        "page": cost(parts, lambda person: _look(server, person), people),
    }


def _look(server: Deployment, person: Newcomer) -> None:
    server.visitor(person.ip_address).get("/signin")
