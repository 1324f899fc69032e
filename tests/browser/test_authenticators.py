"""Setting up an app, recovery codes and a question in a browser, and proving with them."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_passkeys import OFFER
from tests.browser.users import (
    HOME,
    begin_sign_up,
    choose_password,
    code_box,
    enter_code,
    field,
    heading,
    letter,
    main_button,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment, embedded

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A server that offers at sign-up what users may set up."""
    with embedded(tmp_path_factory.mktemp("authenticators")) as deployment:
        deployment.manage("shell", "-c", OFFER)
        yield deployment


@pytest.fixture
def windows(browser: Browser, server: Deployment) -> Iterator[Windows]:
    with Windows(browser, server.url).watched() as opened:
        yield opened


def begin(page: Page, server: Deployment, address: str) -> None:
    """Sign up as far as the page that offers more."""
    begin_sign_up(page, address)
    enter_code(page, letter(server, address).code)
    heading(page, "Choose a password")
    choose_password(page)
    heading(page, "Make your account safer")


def secret_of(page: Page) -> pyotp.TOTP:
    return pyotp.TOTP(page.locator("#seed_key").inner_text().replace(" ", ""))


def test_an_app_and_recovery_codes_are_set_up_and_kept(server: Deployment, windows: Windows):
    context = windows.open(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    begin(page, server, "careful@example.com")
    page.get_by_role("button", name="Authenticator app").click()
    heading(page, "Set up an authenticator app")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.get_by_role("button", name="Copy key").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret_of(page).secret
    enter_code(page, secret_of(page).now())
    heading(page, "Make your account safer")
    page.get_by_role("button", name="Recovery codes").click()
    heading(page, "Save your recovery codes")
    codes = page.locator("#codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "recovery-codes.txt"
    assert download.value.path().read_text().split() == codes
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    main_button(page).click()
    heading(page, "Make your account safer")
    page.get_by_role("button", name="Skip").click()
    page.wait_for_url(HOME)


def test_an_app_is_set_up_on_a_telephone_without_scripts(server: Deployment, windows: Windows):
    page = windows.page(width=360, scripts=False)
    begin_sign_up(page, "telephone@example.com")
    code_box(page).fill(letter(server, "telephone@example.com").code)
    main_button(page).click()
    choose_password(page)
    page.get_by_role("button", name="Authenticator app").click()
    link = page.get_by_role("link", name="Open my authenticator app")
    expect(link).to_have_attribute("href", re.compile("^otpauth://totp/"))
    expect(page.get_by_text("Copy key")).to_be_hidden()
    field(page, "credentials.passcode").fill("000000")
    main_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("That code isn’t right")
    field(page, "credentials.passcode").fill(secret_of(page).now())
    main_button(page).click()
    heading(page, "Make your account safer")
