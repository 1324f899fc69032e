"""Chromium at the real server. Every window is watched: a page that complains fails its test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.users import PASSWORD, FlowUser, main_button, sign_up
from tests.browser.windows import Windows
from tests.servers.processes import Deployment, embedded


@pytest.fixture(scope="session")
def mailbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """`manage.py serve` without a mail server: what a developer has after the first command."""
    with embedded(tmp_path_factory.mktemp("mailbox")) as deployment:
        yield deployment


@pytest.fixture
def windows(browser: Browser, embedded_server: Deployment) -> Iterator[Windows]:
    """Browser windows at the embedded server."""
    with Windows(browser, embedded_server.url).watched() as opened:
        yield opened


@pytest.fixture
def page(windows: Windows) -> Page:
    """One page in a window of its own, with scripts, at 1280 pixels."""
    return windows.page()


@pytest.fixture
def plain(windows: Windows) -> Page:
    """One page without scripts, as wide as a small telephone."""
    return windows.page(width=360, scripts=False)


@pytest.fixture(scope="session")
def ada(browser: Browser, embedded_server: Deployment) -> FlowUser:
    """A user who has signed up, with the cookies of her browser."""
    with Windows(browser, embedded_server.url).watched() as opened:
        page = opened.page()
        sign_up(page, embedded_server, "ada@example.com", first_name="Ada", last_name="Okafor")
        return FlowUser("ada@example.com", PASSWORD, page.context.storage_state())


@pytest.fixture(scope="session")
def administrator(browser: Browser, embedded_server: Deployment) -> FlowUser:
    """An owner, with the cookies of a browser that opened the link of `manage.py admin_access`."""
    link = embedded_server.manage("admin_access", "root@example.com").split()[0]
    with Windows(browser, embedded_server.url).watched() as opened:
        page = opened.page()
        page.goto(link)
        main_button(page).click()
        page.wait_for_url("**/admin/")
        return FlowUser("root@example.com", "", page.context.storage_state())
