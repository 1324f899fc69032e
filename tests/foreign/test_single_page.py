"""The single-page example in Chromium: oidc-client-ts on another origin, unchanged."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.users import choose_password, enter_code, field, heading, letter, main_button
from tests.browser.windows import Windows
from tests.foreign.apps import Registered

pytestmark = [pytest.mark.browser, pytest.mark.npm]

NAME = "single-page-example"


@pytest.fixture
def address(single_page: str) -> str:
    """Where the example is."""
    return single_page


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The example in a window of its own."""
    with Windows(browser, address).watched() as windows:
        opened = windows.page()
        opened.goto(address)
        yield opened


def signed_in(page: Page, address: str) -> None:
    expect(page.locator("#email")).to_have_text(address)


def sign_up(page: Page, registered: Registered, address: str) -> None:
    page.get_by_role("button", name="Create an account").click()
    field(page, "userProfile.email").fill(address)
    field(page, "userProfile.firstName").fill("Ada")
    field(page, "userProfile.lastName").fill("Okafor")
    main_button(page).click()
    heading(page, "Check your email")
    enter_code(page, letter(registered.server, address).code)
    heading(page, "Choose a password")
    choose_password(page)
    signed_in(page, address)


def held(page: Page) -> dict[str, str]:
    """Return the tokens as the library keeps them."""
    found: dict[str, str] = page.evaluate("""() => JSON.parse(sessionStorage.getItem(
        Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"))))""")
    return found


def test_user_signs_up_renews_and_signs_out(page: Page, registered: Registered, address: str):
    sign_up(page, registered, "ada.spa@example.com")
    assert page.url == address
    expect(page.locator("#groups")).to_have_text("Example people")
    before = held(page)
    with page.expect_response(lambda answer: answer.url.endswith("/v1/token")) as renewed:
        page.get_by_role("button", name="Renew the tokens").click()
    assert renewed.value.ok
    expect(page.locator("#email")).to_be_visible()
    page.wait_for_function(
        "before => sessionStorage.length && !Object.values(sessionStorage).join().includes(before)",
        arg=before["access_token"],
    )
    assert held(page)["refresh_token"] != before["refresh_token"]
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.url.startswith(address)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Sign in")


def test_signed_in_user_returns_without_a_page(page: Page, registered: Registered, address: str):
    sign_up(page, registered, "bo.spa@example.com")
    page.evaluate("sessionStorage.clear()")
    page.goto(f"{address}?sign-in")
    signed_in(page, "bo.spa@example.com")


def test_a_silent_request_without_a_session_is_refused_in_words(page: Page, registered: Registered):
    silent = f"""() => void new oidc.UserManager({{
        authority: "{registered.server.url}/oauth2/default", client_id: "{NAME}",
        redirect_uri: location.origin + "/" }}).signinRedirect({{ prompt: "none" }})"""
    page.evaluate(silent)
    expect(page.get_by_role("alert")).to_contain_text("Sign-in failed")


def test_the_servers_pages_stay_out_of_frames(page: Page, registered: Registered):
    refused = page.request.get(f"{registered.server.url}/signin")
    assert "frame-ancestors 'none'" in refused.headers["content-security-policy"]
