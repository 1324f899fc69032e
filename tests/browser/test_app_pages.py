"""The pages between an app and its answer, in every look: axe finds nothing, nothing scrolls sideways."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.contact_sheets import whole_pages, write_sheet
from tests.browser.looks import each_look, load_axe, scrolls_sideways, scrolls_when_narrow, violations
from tests.browser.users import choose_password, enter_code, field, heading, letter, main_button, sign_up
from tests.browser.windows import Windows
from tests.oidc.parties import challenge_of
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser
SHEETS = os.environ.get("CONTACT_SHEETS", "")
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


def check_accessibility(page: Page, name: str = "") -> None:
    """Check every look of the page, and write contact sheets on request."""
    if SHEETS and name:
        sheet = page.context.new_page()
        write_sheet(sheet, Path(SHEETS) / f"{name}.png", whole_pages(page))
        sheet.close()
    load_axe(page)
    for look in each_look(page):
        assert violations(page, look) == [], look
        assert not scrolls_sideways(page), look
    assert not scrolls_when_narrow(page)


def test_pages_from_the_app_and_back_are_accessible(embedded_server: Deployment, page: Page, client_id: str):
    page.goto(address(client_id, redirect_uri="http://localhost:9/elsewhere"))
    heading(page, "This link doesn’t work")
    check_accessibility(page)
    page.goto(address(client_id, prompt="create"))
    field(page, "userProfile.email").fill("planner@example.com")
    field(page, "userProfile.firstName").fill("Zoë")
    field(page, "userProfile.lastName").fill("Marsh")
    main_button(page).click()
    enter_code(page, letter(embedded_server, "planner@example.com").code)
    heading(page, "Choose a password")
    choose_password(page)
    heading(page, "Allow Planner to use your account?")
    check_accessibility(page, "consent")
    page.get_by_role("button", name="Allow", exact=True).click()
    page.wait_for_url(f"{BACK}?code=*")
    page.goto(f"/oauth2/default/v1/logout?client_id={client_id}")
    heading(page, "Sign out?")
    check_accessibility(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    heading(page, "You’re signed out")


def test_user_with_an_account_joins_a_gated_app_or_goes_back(
    embedded_server: Deployment, page: Page, client_id: str
):
    embedded_server.manage("groups", "create", "Crew")
    words = ("create_app", "Rota", "--spa", "--redirect-uri", BACK, "--group", "Crew", "--sign-up")
    rota = str(json.loads(embedded_server.manage(*words, "--json"))["client_id"])
    page.goto(address(client_id, prompt="create"))
    field(page, "userProfile.email").fill("crew@example.com")
    field(page, "userProfile.firstName").fill("Zoë")
    field(page, "userProfile.lastName").fill("Marsh")
    main_button(page).click()
    enter_code(page, letter(embedded_server, "crew@example.com").code)
    heading(page, "Choose a password")
    choose_password(page)
    heading(page, "Allow Planner to use your account?")
    page.get_by_role("button", name="Allow", exact=True).click()
    page.wait_for_url(f"{BACK}?code=*")
    page.goto("/signup")
    expect(page.get_by_text("You’re already signed in as crew@example.com")).to_be_visible()
    check_accessibility(page, "sign-up-in-a-session")
    page.goto(address(rota))
    heading(page, "Join Rota")
    check_accessibility(page, "join")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url(f"{BACK}?error=access_denied*")
    page.goto(address(rota))
    page.get_by_role("button", name="Join Rota").click()
    page.wait_for_url(f"{BACK}?code=*")


def test_dashboard_with_several_apps_is_accessible(embedded_server: Deployment, page: Page):
    sign_up(page, embedded_server, "tiles@example.com")
    for name in ("Calendar", "Ledger", "Wiki", "A name that is far too long for one line of a tile"):
        words = ("create_app", name, "--spa", "--redirect-uri", BACK, "--person", "tiles@example.com")
        embedded_server.manage(*words, *(() if name == "Wiki" else ("--initiate-login-uri", BACK)))
    page.goto("/me/")
    expect(page.locator(".tiles")).to_contain_text("Calendar")
    check_accessibility(page, "apps")
    for name in ("Ledger", "Wiki"):
        page.get_by_role("button", name=f"Pin {name}").click()
        expect(page.get_by_role("button", name=f"Unpin {name}")).to_be_visible()
    expect(page.locator(".tiles li")).to_contain_text(["Ledger", "Wiki", "Calendar"])
    check_accessibility(page, "apps-pinned")
    page.goto("/me/?q=led")
    expect(page.locator(".tiles li")).to_have_count(1)
    check_accessibility(page)
