"""A whole journey on the real shape: web, worker and beat on PostgreSQL and Redis, behind a TLS proxy."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Response

from tests.browser.tls import tls_proxy
from tests.browser.users import (
    HOME,
    PASSWORD,
    begin_sign_up,
    choose_password,
    field,
    heading,
    letter,
    main_button,
    password_box,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment
from tests.tools import NOT_RUN, REQUIRE_ALL

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture(scope="module")
def production(separate_servers: Deployment) -> Deployment:
    """The deployment with the demo's policy: the default policy denies sign-up."""
    separate_servers.manage("demo")
    return separate_servers


@pytest.fixture
def windows(
    production: Deployment,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Windows]:
    """Windows of a browser for which localhost is the proxy."""
    if shutil.which("openssl") is None:
        (pytest.fail if REQUIRE_ALL else pytest.skip)(f"{NOT_RUN}openssl (install the package openssl)")
    with tls_proxy(production.address, tmp_path_factory.mktemp("proxy")) as port:
        rules = f"--host-resolver-rules=MAP localhost 127.0.0.1:{port}, MAP * ~NOTFOUND"
        flags = [one for one in browser_type_launch_args["args"] if "--host-resolver-rules" not in one]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": [*flags, rules]})
        with Windows(browser, production.url, ignore_https_errors=True).watched() as opened:
            yield opened
        browser.close()


def test_user_signs_up_by_link_signs_out_and_signs_in_again(production: Deployment, windows: Windows):
    page = windows.page()
    begin_sign_up(page, "prod@example.com")
    second = page.context.new_page()
    link = letter(production, "prod@example.com").link
    assert link.startswith(production.url)
    second.goto(link)
    heading(second, "Choose a password")
    heading(page, "Choose a password")
    choose_password(second)
    second.wait_for_url(HOME)
    names = {cookie["name"] for cookie in page.context.cookies() if cookie["secure"]}
    assert {"__Host-sid", "__Host-tx", "__Host-csrf", "__Host-did"} <= names
    second.locator(".menu summary").click()
    second.get_by_role("button", name="Sign out", exact=True).click()
    heading(second, "You’re signed out")
    second.get_by_role("link", name="Sign in again").click()
    field(second, "identifier").fill("prod@example.com")
    main_button(second).click()
    password_box(second).fill(PASSWORD)
    main_button(second).click()
    second.wait_for_url(HOME)
    heading(second, "Hello, Zoë")
    assert production.manage("admin_access", "root@example.com").startswith(production.url)


def test_files_come_compressed_and_are_kept(windows: Windows):
    page, files = windows.page(), dict[str, dict[str, str]]()

    def note(answer: Response) -> None:
        if "/static/" in answer.url:
            files[answer.url.rpartition(".")[2]] = answer.headers

    page.on("response", note)
    page.goto("/signin")
    page.wait_for_load_state("networkidle")
    assert {"css", "js"} <= set(files)
    assert {headers["content-encoding"] for headers in files.values()} == {"br"}
    assert all("immutable" in headers["cache-control"] for headers in files.values())
