"""Every journey begins with an open sign-up, no users, and no leftovers of the journey before."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zlib import crc32

import pytest
import time_machine
from pytest_django import Settings

from identity_providers.models import IdentityProvider
from tests.actors import sign_up_policy, start_afresh
from tests.identity_providers.upstream import Upstream, an_upstream
from tests.journeys import texts
from tests.journeys.drivers import FRONT_ENDS, HostedDriver
from tests.journeys.stories import ADA
from tests.journeys.upstream_visits import provider_at
from tests.journeys.user_devices import Pocket
from tests.thoroughness import is_thorough

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other front end where a journey is marked `one_front_end`."""
    if is_thorough():
        return
    left_out = {item for item in items if item.get_closest_marker("one_front_end") and not _is_chosen(item)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _is_chosen(item: pytest.Item) -> bool:
    """Return whether a case runs at its front end: a hash of its name decides, and each has half of them."""
    callspec = getattr(item, "callspec", None)
    front_end = callspec.params.get("front_end") if callspec else None
    case = re.sub(rf"(?<=[\[-]){front_end}(?=[\]-])", "", item.nodeid)
    return front_end is None or front_end == FRONT_ENDS[crc32(case.encode()) % 2]


@pytest.fixture(params=FRONT_ENDS)
def front_end(request: pytest.FixtureRequest) -> str:
    """Both front ends, one after the other: a journey that takes this runs on each.

    The mark `one_front_end` lets it run on one.
    """
    return str(request.param)


@pytest.fixture(autouse=True)
def _open_to_sign_up(db: None, settings: Settings) -> Iterator[None]:
    settings.SMS_BACKEND = texts.BACKEND
    texts.forget()
    start_afresh()
    sign_up_policy()
    yield
    start_afresh()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until the journey shifts it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pocket() -> Pocket:
    """What Ada carries with her, whichever browser she sits at."""
    return Pocket()


@pytest.fixture
def here() -> HostedDriver:
    """Ada's own browser, where only the hosted pages have the case."""
    return HostedDriver()


@pytest.fixture
def elsewhere() -> HostedDriver:
    """Another browser on another network."""
    return HostedDriver(ip_address="203.0.113.9", user_agent=CHROME)


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Run an identity provider where Ada has an account."""
    with an_upstream() as running:
        running.user = {"sub": "ada-at-acme", "email": ADA, "email_verified": True, "given_name": "Ada"}
        yield running


@pytest.fixture
def acme(upstream: Upstream) -> IdentityProvider:
    """Return the row of this provider, which is trusted for Ada's domain."""
    return provider_at(upstream, "Acme", "example.com")


@pytest.fixture
def driver() -> HostedDriver:
    """Return a browser without scripts."""
    return HostedDriver()
