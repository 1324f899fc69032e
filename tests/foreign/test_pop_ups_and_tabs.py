"""Pop-ups and tabs of a real browser: oidc-client-ts on another origin, and three tabs of one app."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.users import (
    PASSWORD,
    choose_password,
    enter_code,
    field,
    heading,
    letter,
    main_button,
    password_box,
)
from tests.browser.windows import Windows
from tests.foreign.apps import Registered

pytestmark = [pytest.mark.browser, pytest.mark.npm]

NAME = "single-page-example"
SIGN_IN_BY_POP_UP = """([authority, client_id, prompt]) => {
    const here = location.origin + "/";
    const manager = new oidc.UserManager({ authority, client_id, scope: "openid email",
        redirect_uri: here, popup_redirect_uri: here });
    manager.signinPopup({ prompt }).then((user) => { document.title = user.profile.email; });
}"""


@pytest.fixture
def address(single_page: str) -> str:
    """Where the example is."""
    return single_page


@pytest.fixture
def windows(browser: Browser, registered: Registered) -> Iterator[Windows]:
    with Windows(browser, registered.server.url).watched() as opened:
        yield opened


def sign_up_from_app(page: Page, registered: Registered, address: str) -> None:
    field(page, "userProfile.email").fill(address)
    field(page, "userProfile.firstName").fill("Ada")
    field(page, "userProfile.lastName").fill("Okafor")
    main_button(page).click()
    enter_code(page, letter(registered.server, address).code)
    heading(page, "Choose a password")
    choose_password(page)


def test_pop_up_tells_the_window_that_opened_it_and_closes(
    windows: Windows, registered: Registered, address: str
):
    page = windows.page()
    page.goto(address)
    issuer = f"{registered.server.url}/oauth2/default"
    with page.expect_popup() as opened:
        page.evaluate(SIGN_IN_BY_POP_UP, [issuer, NAME, "create"])
    with opened.value.expect_event("close"):
        sign_up_from_app(opened.value, registered, "pop.up@example.com")
    expect(page).to_have_title("pop.up@example.com")
    # Signed in already, through consent-free redirects alone.
    page.evaluate("document.title = ''")
    with page.expect_popup():
        page.evaluate(SIGN_IN_BY_POP_UP, [issuer, NAME, ""])
    expect(page).to_have_title("pop.up@example.com")


def test_three_tabs_of_one_browser_all_come_back_to_their_app(
    windows: Windows, registered: Registered, address: str
):
    newcomer = "three.tabs@example.com"
    with Windows(windows.browser, registered.server.url).watched() as others:
        somewhere = others.page()
        somewhere.goto(address)
        somewhere.get_by_role("button", name="Create an account").click()
        sign_up_from_app(somewhere, registered, newcomer)
        expect(somewhere.locator("#email")).to_have_text(newcomer)
    context = windows.open()
    tabs = [context.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto(f"{address}?sign-in")
        heading(tab, "Sign in")
    first, second, third = tabs
    for tab in (third, first):
        field(tab, "identifier").fill(newcomer)
        main_button(tab).click()
        password_box(tab).fill(PASSWORD)
    main_button(first).click()
    expect(first.locator("#email")).to_have_text(newcomer)
    field(second, "identifier").fill(newcomer)
    main_button(second).click()
    expect(second.locator("#email")).to_have_text(newcomer)
    main_button(third).click()
    expect(third.locator("#email")).to_have_text(newcomer)
