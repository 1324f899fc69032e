"""Apps, profile, activity, looks and data in Chromium: with scripts, and without."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import each_look, load_axe, scrolls_sideways, scrolls_when_narrow, violations
from tests.browser.users import PASSWORD, heading, letter, newcomer_page
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

APPS = """
from accounts.configuration_cache import raise_version
from applications.models import Application
for label in ("Calendar", "Chat", "Payroll", "Documents", "Insights", "People", "Learning"):
    facts = {"label": label, "everyone": True, "initiate_login_uri": "http://localhost:9/start"}
    Application.objects.get_or_create(key=label.lower(), defaults=facts)
raise_version()
"""


@pytest.fixture
def windows(browser: Browser, embedded_server: Deployment) -> Iterator[Windows]:
    with Windows(browser, embedded_server.url).watched() as opened:
        yield opened


@pytest.fixture
def with_apps(embedded_server: Deployment) -> Iterator[None]:
    """Seven apps for all users, as long as the test lasts."""
    embedded_server.manage("shell", "-c", APPS)
    yield
    gone = "Application.objects.exclude(key__in=['dashboard', 'administration']).delete(); raise_version()"
    embedded_server.manage("shell", "-c", APPS.partition("for label")[0] + gone)


def signed_up(windows: Windows, server: Deployment, address: str) -> Page:
    page = newcomer_page(windows, server, address)
    page.goto("/me/")
    return page


def background(page: Page) -> str:
    color: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return color


def test_home_with_apps_and_open_menu_is_accessible(
    windows: Windows, embedded_server: Deployment, with_apps: None
):
    """The tour of `tests.browser.test_every_page` examines the other pages."""
    page = signed_up(windows, embedded_server, "all-pages@example.com")
    page.reload()
    heading(page, "Welcome, Zoë")
    expect(page.get_by_role("link", name="Payroll")).to_be_visible()
    page.locator(".menu summary").click()
    load_axe(page)
    for look in each_look(page):
        assert violations(page, look) == [], look
        assert not scrolls_sideways(page), look
    assert not scrolls_when_narrow(page)


def test_the_menu_closes_by_escape_and_gives_the_focus_back(windows: Windows, embedded_server: Deployment):
    page = signed_up(windows, embedded_server, "menu@example.com")
    page.locator(".menu summary").press("Enter")
    expect(page.get_by_role("link", name="Sessions", exact=True)).to_be_visible()
    page.get_by_role("link", name="Sessions", exact=True).focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Sessions", exact=True)).to_be_hidden()
    expect(page.locator(".menu summary")).to_be_focused()


def test_tiles_follow_what_is_typed(windows: Windows, embedded_server: Deployment, with_apps: None):
    page = signed_up(windows, embedded_server, "finds@example.com")
    page.reload()
    box = page.get_by_label("Find an app")
    box.press_sequentially("PEO")
    expect(page.get_by_role("link", name="People")).to_be_visible()
    expect(page.get_by_role("link", name="Chat")).to_be_hidden()
    expect(page.locator("#found")).to_have_text("1 app found")
    box.press_sequentially("x")
    expect(page.locator("#found")).to_have_text("No apps found")


def test_without_scripts_the_server_finds_the_app_and_the_menu_opens(
    windows: Windows, embedded_server: Deployment, with_apps: None
):
    page = signed_up(windows, embedded_server, "finds-plain@example.com")
    plain = windows.page(width=360, scripts=False, storage_state=page.context.storage_state())
    plain.goto("/me/")
    plain.get_by_label("Find an app").fill("peo")
    plain.get_by_label("Find an app").press("Enter")
    plain.wait_for_url("**/me/?q=peo")
    expect(plain.locator(".tile")).to_have_count(1)
    plain.locator(".menu summary").click()
    plain.get_by_role("link", name="Language and theme").click()
    heading(plain, "Language and theme")
    plain.get_by_label("Dark").check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("status")).to_contain_text("Saved.")
    assert background(plain) == "rgb(12, 17, 16)"


def test_a_theme_beats_the_device_before_any_script_runs(windows: Windows, embedded_server: Deployment):
    page = signed_up(windows, embedded_server, "dark@example.com")
    page.emulate_media(color_scheme="light")
    bright = background(page)
    page.goto("/me/preferences")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert background(page) != bright
    plain = windows.page(scripts=False, storage_state=page.context.storage_state())
    plain.goto("/me/")
    assert background(plain) == background(page)


def test_the_data_comes_as_a_file_and_the_button_can_be_pressed_again(
    windows: Windows, embedded_server: Deployment
):
    page = signed_up(windows, embedded_server, "file@example.com")
    page.goto("/me/data")
    for _ in range(2):
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download your data").click()
        document = json.loads(coming.value.path().read_text())
        assert document["account"]["email"] == "file@example.com"
        expect(page.locator("[data-download]")).not_to_have_attribute("aria-busy", "true")


def test_an_account_is_deleted_and_kept_after_all(windows: Windows, embedded_server: Deployment):
    address = "leaves@example.com"
    page = signed_up(windows, embedded_server, address)
    page.goto("/me/data")
    page.get_by_role("button", name="Delete my account").click()
    heading(page, "Delete your account?")
    load_axe(page)
    assert violations(page) == []
    page.locator("main form .btn.bad").click()
    heading(page, "Your account is turned off")
    page.goto("/signin")
    page.locator("[name=identifier]").fill(address)
    page.locator("main form .btn.wide").first.click()
    heading(page, "Enter your password")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form .btn.wide").first.click()
    heading(page, "This account will be deleted soon")
    load_axe(page)
    assert violations(page) == []
    page.get_by_role("button", name="Email me a link to keep it").click()
    expect(page.get_by_role("status")).to_contain_text("We sent a new email")
    mail = letter(embedded_server, address, count=2, about="will be deleted")
    elsewhere = windows.page(width=360, scripts=False)
    elsewhere.goto(mail.link)
    heading(elsewhere, "Keep your account?")
    elsewhere.get_by_role("button", name="Keep my account").click()
    heading(elsewhere, "You’ve kept your account")
