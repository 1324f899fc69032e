"""Passwords, codes, tokens and handles are written nowhere: not into a row, not into a log."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings as project

from accounts.lifecycle.invitations import ActivationMethod
from tests.actors import a_user, sign_up_policy
from tests.journeys.admin_actions import add
from tests.journeys.drivers import Driver, HostedDriver, IdxDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.rows import rows_holding
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSWORD,
    awaiting_code,
    fill_in,
    press,
    recovering,
    sign_in,
    signed_up,
)

WRONG = "canary password that is wrong"


class _Everything(logging.Handler):
    """Every record of every logger, with everything that hangs on it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {vars(record)}")


@pytest.fixture
def said() -> Iterator[list[str]]:
    """Everything that is logged from here on where an operator asks for debug."""
    handler, root = _Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def secrets_of(driver: Driver) -> list[str]:
    held = [cookie.value for cookie in driver.client.cookies.values()]
    long = [value for value in held if len(value) >= 20]
    if isinstance(driver, IdxDriver):
        long.append(driver.document["stateHandle"])
    return long


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


def never_written(secrets: list[str], lines: list[str]) -> None:
    for secret in filter(None, secrets):
        assert rows_holding(secret) == {}
        assert not [line for line in lines if secret in line], secret[:6]


def of_a_code(code: str, lines: list[str]) -> None:
    """Six digits may stand in any long number; as a text of their own they stand nowhere."""
    assert rows_holding(f"'{code}'") == {}
    assert not [line for line in lines if f" {code} " in line or f"'{code}'" in line or f'"{code}"' in line]


def test_of_a_sign_up(front_end: str, said: list[str]):
    sign_up_policy(password_page="first")
    driver = awaiting_code(front_end, password=PASSWORD)
    code, link = newest(ADA).code, newest(ADA).link
    handles = secrets_of(driver)
    driver.submit_code("000000")
    driver.submit_code(code)
    never_written([PASSWORD, token_of(link), *handles, *secrets_of(driver)], said)
    of_a_code(code, said)


def test_of_a_sign_up_that_waits(front_end: str, said: list[str]):
    driver = awaiting_code(front_end)
    code, link = newest(ADA).code, newest(ADA).link
    driver.submit_code("000000")
    never_written([token_of(link), *secrets_of(driver)], said)
    of_a_code(code, said)


def test_of_a_sign_in_that_fails_and_one_that_does_not(front_end: str, said: list[str]):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    sign_in(driver, password=WRONG)
    driver.password(PASSWORD)
    never_written([PASSWORD, WRONG, *secrets_of(driver)], said)


def test_of_a_password_typed_as_the_username(front_end: str, said: list[str]):
    driver = make(front_end)
    driver.begin()
    driver.identify(WRONG)
    never_written([WRONG], said)


def test_of_a_recovery(front_end: str, said: list[str]):
    signed_up(front_end)
    driver = make(front_end)
    recovering(driver)
    code, link = newest(ADA).code, newest(ADA).link
    driver.submit_code(code)
    driver.reset_password("short canary")
    driver.reset_password(ANOTHER_PASSWORD)
    never_written([ANOTHER_PASSWORD, "short canary", token_of(link), *secrets_of(driver)], said)
    of_a_code(code, said)


def test_of_links_that_are_followed_here_and_elsewhere(
    here: HostedDriver, elsewhere: HostedDriver, said: list[str]
):
    fill_in(here)
    link = newest(ADA).link
    elsewhere.open(link)
    here.open(link)
    press(here)
    elsewhere.open(link)
    never_written([token_of(link), *secrets_of(here), *secrets_of(elsewhere)], said)


def test_of_an_invitation(here: HostedDriver, said: list[str]):
    add(ADA)
    add("bo@example.org", ActivationMethod.TEMPORARY_PASSWORD, WRONG)
    link = letters(ADA)[-1].link
    here.open(link)
    press(here)
    here.choose_password(PASSWORD)
    here.open(link)
    never_written([token_of(link), PASSWORD, WRONG, *secrets_of(here)], said)


def test_of_forms_without_their_token(here: HostedDriver, said: list[str]):
    a_user(ADA, PASSWORD)
    here.begin()
    here.identify(ADA)
    for token in here.page.all("input", name="csrfmiddlewaretoken"):
        token.attrs["value"] = "x" * 64
    here.password(PASSWORD)
    never_written([PASSWORD, *secrets_of(here)], said)


@pytest.mark.parametrize("name", [project.BINDING_COOKIE_NAME, project.SESSION_COOKIE_NAME])
def test_of_the_cookies_of_a_browser(here: HostedDriver, said: list[str], name: str):
    signed = signed_up("hosted")
    assert len(signed.client.cookies[name].value) >= 40
    never_written([signed.client.cookies[name].value], said)


def test_the_canary_would_be_seen(said: list[str]):
    a_user(ADA, PASSWORD)
    logging.getLogger("accounts.somewhere").debug("here it is: %s", WRONG, extra={"held": PASSWORD})
    with pytest.raises(AssertionError):
        never_written([WRONG], said)
    with pytest.raises(AssertionError):
        never_written([PASSWORD], said)
    assert rows_holding(ADA)
