"""Processor time of the same work at every site, in turns: a noisy minute hits all of them alike."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from benchmarks.processor import Part, owners_of
from benchmarks.report import Goal, Result, Row, Table, compared
from benchmarks.sites import Site
from benchmarks.users import PAGES, SimulatedUser, mailbox, new_user
from tests.servers.processes import Deployment

AT_ONCE = 4
WARM_UP = 8
USERS_A_ROUND = 5
# What a worker does after the mail server has accepted a message.
SETTLE_SECONDS = 0.15

PARTS_HEADINGS = ("work", "site", "web", "worker", "beat", "PostgreSQL", "Redis", "all")

Costs = dict[str, dict[str, dict[str, float]]]
"""Milliseconds by work, site and part."""


def parts_of(server: Deployment) -> tuple[Part, ...]:
    """Return every process of a site, by its part."""
    environment = server.environment
    own = [Part(name, (process.pid,)) for name, process in server.processes.items()]
    database = urlsplit(environment["DATABASE_URL"]).port or 5432
    broker = urlsplit(environment["REDIS_URL"]).port or 6379
    return (*own, Part("database", tuple(owners_of(database))), Part("redis", tuple(owners_of(broker))))


def do(site: Site, work: str, people: Sequence[SimulatedUser]) -> int:
    """Let users do one thing, wait for the mail of it, and return how often it was done."""
    expected = site.journeys.mails_of_new_browser if work == "sign_in_new_browser" else 0
    had = {who.address: len(mailbox(site.server).to(who.address)) for who in people}

    def act(who: SimulatedUser) -> None:
        getattr(site.journeys, work)(site.server, who)
        if expected:
            mailbox(site.server).wait_for(who.address, had[who.address] + expected)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(act, people))
    time.sleep(SETTLE_SECONDS)
    return len(people) * (PAGES if work == "pages" else 1)


def _measure(sites: Sequence[Site], works: Sequence[str], count: int) -> Costs:
    parts = {site.name: parts_of(site.server) for site in sites}
    rounds: dict[str, dict[str, list[list[float]]]] = {
        work: {site.name: [] for site in sites} for work in works
    }
    for turn in range(max(1, count // USERS_A_ROUND)):
        people = {site.name: [new_user() for _ in range(USERS_A_ROUND)] for site in sites}
        ahead = turn % len(sites)
        for work in works:
            for site in (*sites[ahead:], *sites[:ahead]):
                before = [part.used() for part in parts[site.name]]
                done = do(site, work, people[site.name])
                after = [part.used() for part in parts[site.name]]
                rounds[work][site.name].append(
                    [(end - start) * 1000 / done for start, end in zip(before, after, strict=True)]
                )
    return {
        work: {
            name: dict(zip((part.name for part in parts[name]), _middle(costs), strict=True))
            for name, costs in by_site.items()
        }
        for work, by_site in rounds.items()
    }


def _middle(rounds: Sequence[Sequence[float]]) -> list[float]:
    """Return the means of the middle half of the rounds: a module imported late is in none of them."""
    ordered = sorted(rounds, key=sum)
    dropped = len(ordered) // 4
    kept = ordered[dropped : len(ordered) - dropped]
    return [sum(costs) / len(kept) for costs in zip(*kept, strict=True)]


def warm_up(sites: Sequence[Site], works: Sequence[str]) -> None:
    for site in sites:
        people = [new_user() for _ in range(WARM_UP)]
        for work in works:
            do(site, work, people)


@contextmanager
def _password_on_first_page(sites: Sequence[Site]) -> Iterator[None]:
    """Change the product's enrollment policy as the administration does, and change it back."""
    server = next(site.server for site in sites if site.name == "ours")
    _set_password_page(server, "first")
    yield
    _set_password_page(server, "later")


def _set_password_page(server: Deployment, value: str) -> None:
    with psycopg.connect(server.environment["DATABASE_URL"]) as connection:
        connection.execute("UPDATE enrollment_profileenrollmentpolicy SET password_page = %s", (value,))
        connection.execute("UPDATE accounts_configurationversion SET token = %s", (f"benchmark-{value}",))
    time.sleep(2)  # every process looks for a new configuration once a second


def measure(sites: Sequence[Site], people: int) -> Result:
    """Return what each work costs at each site and in each part."""
    works = ("sign_up", "sign_in_new_browser", "sign_in", "pages")
    warm_up(sites, works)
    costs = _measure(sites, works, people)
    with _password_on_first_page(sites):
        warm_up(sites, ["one_page_sign_up"])
        costs |= _measure(sites, ["one_page_sign_up"], people)
    return Result(_rows(costs), [Table("Processor milliseconds by part", PARTS_HEADINGS, _lines(costs))])


_TITLES = {
    "sign_up": ("Sign-up: form, code, password page", (0.8, 1.7)),
    "one_page_sign_up": ("Sign-up, password on the form", (0.6, None)),
    "sign_in": ("Sign-in, known browser", (0.8, 1.8)),
    "sign_in_new_browser": ("Sign-in, new browser, with its mail", (1.0, 1.8)),
    "pages": ("Sign-in page (floor: bare template)", (None, 2.5)),
}


def _rows(costs: Costs) -> list[Row]:
    found = []
    for work, (title, targets) in _TITLES.items():
        totals = {name: sum(parts.values()) for name, parts in costs[work].items()}
        figures = (totals["ours"], totals["allauth"], totals["floor"])
        found.append(Row(title, "ms", *figures, compared(*figures, *targets)))
    mail = costs["sign_up"]
    worker = [mail[name]["worker"] for name in ("ours", "allauth", "floor")]
    rates = [1000 / sum(mail[name].values()) for name in ("ours", "allauth", "floor")]
    return [
        *found,
        Row("Worker for each mail", "ms", *worker, goals=(Goal(worker[0], 6),)),
        Row("Sign-ups a second and core, without hash", "", *rates),
    ]


def _lines(costs: Costs) -> list[tuple[str, ...]]:
    return [
        (_TITLES[work][0], site, *(f"{cost:.1f}" for cost in parts.values()), f"{sum(parts.values()):.1f}")
        for work, sites in costs.items()
        for site, parts in sites.items()
    ]
