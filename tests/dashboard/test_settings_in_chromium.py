"""The settings in Chromium: a virtual authenticator, signals to the browser, and pages without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.users import heading, newcomer_page
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

LISTEN = """() => {
  window.told = [];
  PublicKeyCredential.signalAllAcceptedCredentials = async (options) => { told.push(options); };
}"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def windows(browser: Browser, embedded_server: Deployment) -> Iterator[Windows]:
    with Windows(browser, embedded_server.url).watched() as opened:
        yield opened


def signed_up(windows: Windows, server: Deployment, address: str) -> Page:
    page = newcomer_page(windows, server, address)
    page.add_init_script(f"({LISTEN})()")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/me/")
    return page


def row(page: Page, title: str):
    return page.locator(".rows > li").filter(has=page.locator("b", has_text=title))


def test_a_passkey_is_added_renamed_and_removed(windows: Windows, embedded_server: Deployment):
    page = signed_up(windows, embedded_server, "own-passkey@example.com")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/flow/*")
    page.locator("main form .btn.wide").first.click()
    page.wait_for_url("**/me/security?done")
    expect(page.get_by_role("status")).to_have_text("Passkey added.")
    assert len(page.evaluate("told")[-1]["allAcceptedCredentialIds"]) == 1
    page.get_by_text("Rename").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Passkey renamed to “Work laptop”.")
    page.get_by_role("button", name="Remove Work laptop").click()
    page.wait_for_url("**/flow/*")
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/me/security?done")
    expect(page.get_by_role("status")).to_have_text("Passkey removed.")
    told = page.evaluate("told")[-1]
    assert (told["rpId"], told["allAcceptedCredentialIds"]) == ("localhost", [])
    page.goto("/me/")
    expect(page.get_by_role("button", name="Not now")).to_be_visible()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("button", name="Not now")).to_have_count(0)


def test_without_scripts_nothing_is_offered_that_needs_them(windows: Windows, embedded_server: Deployment):
    page = signed_up(windows, embedded_server, "no-scripts@example.com")
    plain = windows.page(width=360, scripts=False, storage_state=page.context.storage_state())
    plain.goto("/me/")
    expect(plain.get_by_text("Sign in with a touch next time")).to_be_hidden()
    plain.get_by_role("link", name="Security").click()
    heading(plain, "Security")
    expect(row(plain, "Passkey").get_by_role("button")).to_be_hidden()
    row(plain, "Authenticator app").get_by_role("button").click()
    expect(plain.locator("main svg[role=img]")).to_be_visible()


def test_the_other_window_is_signed_out(windows: Windows, embedded_server: Deployment):
    page = signed_up(windows, embedded_server, "two-windows@example.com")
    other = windows.page()
    other.goto("/signin")
    other.locator("[name=identifier]").fill("two-windows@example.com")
    other.locator("main form .btn.wide").first.click()
    heading(other, "Enter your password")
    other.get_by_label("Password", exact=True).fill("violet lantern over quiet gravel")
    other.locator("main form .btn.wide").first.click()
    other.wait_for_url("**/me/")
    page.goto("/me/sessions")
    page.get_by_role("button", name="Sign out all other browsers").click()
    expect(page.get_by_text("No other sessions.")).to_be_visible()
    other.reload()
    heading(other, "Sign in")
