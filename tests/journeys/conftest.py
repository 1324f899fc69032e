"""Every journey begins with an open sign-up, nobody here, and nothing left over from the journey before."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings

from tests.actors import sign_up_policy, start_afresh
from tests.journeys import texts
from tests.journeys.belongings import Pocket
from tests.journeys.drivers import FACES, HostedDriver

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> str:
    """Both faces, one after the other: a journey that takes this is told once and runs on each."""
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
    """Ada's own browser, where only the hosted face has the case."""
    return HostedDriver()


@pytest.fixture
def elsewhere() -> HostedDriver:
    """Another browser on another network."""
    return HostedDriver(ip_address="203.0.113.9", user_agent=CHROME)


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"
