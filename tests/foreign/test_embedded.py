"""The embedded example in Chromium: a page of another origin draws sign-up and sign-in itself."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from examples.serving import HOST, serve_files
from tests.browser.users import letter
from tests.browser.windows import Windows
from tests.foreign.apps import Registered
from tests.foreign.users import PASSWORD
from tests.journeys.user_devices import App
from tests.servers.launch import free_port

pytestmark = pytest.mark.browser

PORTS = {"embedded-example": "8203", "archive": "8204", "vault": "8205", "directory": "8206"}
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def addresses(registered: Registered) -> dict[str, str]:
    """Where the example stands, once for each app that it stands in for."""
    issuer = f"{registered.server.url}/oauth2/default"
    for key, usual in PORTS.items():
        serve_files("embedded", registered.ports[usual], {"issuer": issuer, "clientId": key})
    return {key: f"http://{HOST}:{registered.ports[usual]}/" for key, usual in PORTS.items()}


@pytest.fixture
def at(browser: Browser, addresses: dict[str, str], registered: Registered) -> Iterator[Open]:
    """Opens an app's page in a window of its own."""
    with Windows(browser, registered.server.url).watched() as windows:

        def open_page(key: str) -> Page:
            page = windows.page()
            page.goto(addresses[key])
            return page

        yield open_page


def go_on(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[id='{name.replace('__', '.')}']").fill(value)
    page.get_by_role("button", name="Continue").click()


def passcode(page: Page, value: str) -> None:
    go_on(page, credentials__passcode=value)


def sign_up(page: Page, registered: Registered, address: str) -> None:
    page.get_by_role("button", name="Create an account").click()
    go_on(page, userProfile__email=address, userProfile__firstName="Ada", userProfile__lastName="Okafor")
    expect(page.locator("[id='credentials.passcode']")).to_be_visible()
    passcode(page, letter(registered.server, address).code)
    expect(page.locator("[type=password]")).to_be_visible()
    passcode(page, PASSWORD)


def sign_in(page: Page, address: str) -> None:
    go_on(page, identifier=address)
    expect(page.locator("[type=password]")).to_be_visible()
    passcode(page, PASSWORD)


def signed_in(page: Page, address: str) -> None:
    expect(page.get_by_text(f"You’re signed in as {address}")).to_be_visible()


def test_user_signs_up_signs_out_and_signs_in(at: Open, registered: Registered):
    page, address = at("embedded-example"), "ada.embedded@example.com"
    sign_up(page, registered, address)
    signed_in(page, address)
    expect(page.get_by_text("Groups: Example people")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/v1/token")) as refreshed:
        page.get_by_role("button", name="Refresh the tokens").click()
    assert refreshed.value.ok
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, address)
    signed_in(page, address)
    assert page.context.cookies() == []


def test_wrong_code_and_wrong_password_are_shown_beside_the_field(at: Open, registered: Registered):
    page, address = at("embedded-example"), "bo.embedded@example.com"
    sign_up(page, registered, address)
    page.get_by_role("button", name="Sign out", exact=True).click()
    go_on(page, identifier=address)
    expect(page.locator("[type=password]")).to_be_visible()
    passcode(page, "not the password at all")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Forgot your password?").click()
    expect(page.locator("[type=password]")).to_have_count(0)
    passcode(page, "000000")
    expect(page.get_by_role("alert")).to_be_visible()
    passcode(page, letter(registered.server, address, 2).code)
    expect(page.locator("[type=password]")).to_be_visible()
    passcode(page, f"{PASSWORD} again")
    signed_in(page, address)


def test_an_unknown_username_with_sign_up_and_without(at: Open):
    with_sign_up, without = at("embedded-example"), at("archive")
    for page in (with_sign_up, without):
        go_on(page, identifier="nobody.embedded@example.com")
    expect(with_sign_up.get_by_role("alert")).to_be_visible()
    expect(with_sign_up.get_by_role("button", name="Create an account")).to_be_visible()
    expect(without.locator("[type=password]")).to_be_visible()
    expect(without.get_by_role("button", name="Create an account")).to_have_count(0)


def _shows_secret(answer: Response) -> bool:
    return answer.request.method == "POST" and "sharedSecret" in answer.text()


def test_second_factor_and_question_are_drawn_without_the_apps_knowledge(at: Open, registered: Registered):
    page, address = at("vault"), "cy.embedded@example.com"
    with page.expect_response(_shows_secret) as told:
        sign_up(page, registered, address)
    current = told.value.json()["currentAuthenticator"]["value"]
    app = App(current["contextualData"]["sharedSecret"])
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    passcode(page, app.code())
    signed_in(page, address)
    page = at("vault")
    sign_in(page, address)
    expect(page.locator("[type=password]")).to_have_count(0)
    passcode(page, app.code())
    signed_in(page, address)
    page = at("directory")
    sign_in(page, address)
    go_on(page, userProfile__organization="Orchard")
    signed_in(page, address)


def test_the_mails_link_shows_its_code_at_the_app(at: Open, registered: Registered):
    page, address = at("embedded-example"), "di.embedded@example.com"
    page.get_by_role("button", name="Create an account").click()
    go_on(page, userProfile__email=address, userProfile__firstName="Di", userProfile__lastName="Okafor")
    mail = letter(registered.server, address)
    telephone = page.context.new_page()
    telephone.goto(mail.link)
    expect(telephone.locator(".code")).to_have_text(mail.code)


def test_a_page_of_an_origin_that_is_not_registered_reads_nothing(
    browser: Browser, registered: Registered, addresses: dict[str, str]
):
    port = free_port()
    issuer = f"{registered.server.url}/oauth2/default"
    serve_files("embedded", port, {"issuer": issuer, "clientId": "embedded-example"})
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"http://{HOST}:{port}/")
        expect(page.get_by_role("alert")).to_have_text("Failed to fetch")
