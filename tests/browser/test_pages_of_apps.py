"""The pages between an app and its answer, in every look: axe finds nothing, nothing scrolls sideways."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import each_look, load_axe, scrolls_sideways, scrolls_when_narrow, violations
from tests.browser.people import choose_password, enter_code, field, heading, letter, main_button
from tests.browser.windows import Windows
from tests.oidc.parties import challenge_of
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser
BACK = "http://localhost:9/back"


@pytest.fixture
def page(browser: Browser, embedded_server: Deployment) -> Iterator[Page]:
    with Windows(browser, embedded_server.url).watched() as opened:
        shown = opened.page()
        shown.route(
            f"{BACK}*", lambda route: route.fulfill(body="<h1>The app</h1>", content_type="text/html")
        )
        yield shown


@pytest.fixture(scope="module")
def client_id(embedded_server: Deployment) -> str:
    words = ("create_app", "Planner", "--spa", "--redirect-uri", BACK, "--everyone", "--consent", "--sign-up")
    made = json.loads(embedded_server.manage(*words, "--json"))
    return str(made["client_id"])


def address(client_id: str, **more: str) -> str:
    asked = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": "openid profile email groups offline_access",
        "state": "s",
        "code_challenge": challenge_of(),
        "code_challenge_method": "S256",
    }
    return f"/oauth2/default/v1/authorize?{urlencode({**asked, **more})}"


def is_fit_for_everybody(page: Page) -> None:
    load_axe(page)
    for look in each_look(page):
        assert violations(page) == [], look
        assert not scrolls_sideways(page), look
    assert not scrolls_when_narrow(page)


def test_from_the_app_and_back_every_page_is_fit_for_everybody(
    embedded_server: Deployment, page: Page, client_id: str
):
    page.goto(address(client_id, redirect_uri="http://localhost:9/elsewhere"))
    heading(page, "This link does not work")
    is_fit_for_everybody(page)
    page.goto(address(client_id, prompt="create"))
    field(page, "userProfile.email").fill("planner@example.com")
    field(page, "userProfile.firstName").fill("Zoë")
    field(page, "userProfile.lastName").fill("Marsh")
    main_button(page).click()
    enter_code(page, letter(embedded_server, "planner@example.com").code)
    heading(page, "Choose a password")
    choose_password(page)
    heading(page, "May Planner see this?")
    is_fit_for_everybody(page)
    page.get_by_role("button", name="Yes, I agree").click()
    page.wait_for_url(f"{BACK}?code=*")
    page.goto(f"/oauth2/default/v1/logout?client_id={client_id}")
    heading(page, "Sign out?")
    is_fit_for_everybody(page)
    page.get_by_role("button", name="Sign out").click()
    heading(page, "You are signed out")
