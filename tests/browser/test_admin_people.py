"""The list of people on a telephone without scripts: actions on many people, and saved views."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_admin_policies import fits, press
from tests.browser.test_app_pages import check_accessibility
from tests.browser.users import FlowUser
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser
PEOPLE = "/admin/accounts/user/"
CHOSEN = ("mina@example.com", "noor@example.com")


@pytest.fixture
def plain(administrator: FlowUser, windows: Windows) -> Page:
    return windows.page(width=360, scripts=False, storage_state=administrator.cookies)


@pytest.fixture
def scripted(administrator: FlowUser, windows: Windows) -> Page:
    """A window in which axe can run, at the page that the other one shows."""
    return windows.page(storage_state=administrator.cookies)


def examine(plain: Page, scripted: Page) -> None:
    fits(plain)
    scripted.goto(plain.url)
    check_accessibility(scripted)


def suspend(page: Page) -> None:
    """Choose people in the list and press the button of the question that follows."""
    page.goto(f"{PEOPLE}?q=example.com")
    for address in CHOSEN:
        page.locator("#result_list tr", has_text=address).get_by_role("checkbox").check()
    page.get_by_label("With the selected:").select_option("suspend")
    press(page, "Go")
    expect(page.get_by_role("heading", name="This affects 2 people")).to_be_visible()
    expect(page.locator("#content .list")).to_contain_text(CHOSEN[1])


def finish(page: Page) -> None:
    """Press Suspend, then look again until the task is done."""
    press(page, "Suspend")
    finished = page.get_by_role("heading", name="Finished")
    for _ in range(60):
        if finished.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(finished).to_be_visible()


def test_many_people_are_suspended_without_scripts(embedded_server: Deployment, plain: Page, scripted: Page):
    names = ("--first-name", "Zoë", "--last-name", "Marsh", "--activation", "verified")
    for address in CHOSEN:
        embedded_server.manage("users", "create", address, *names)
    suspend(plain)
    examine(plain, scripted)
    finish(plain)
    expect(plain.locator("#content")).to_contain_text("2 people done")
    suspend(plain)
    finish(plain)
    expect(plain.get_by_role("heading", name="Skipped people")).to_be_visible()
    expect(plain.locator("#content")).to_contain_text("2 people skipped")
    examine(plain, scripted)
    plain.get_by_role("link", name="Back to people").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("People")


def test_view_is_saved_opened_and_deleted_without_scripts(plain: Page, scripted: Page):
    plain.goto(PEOPLE)
    plain.get_by_role("navigation", name="Status").get_by_role("link", name="Locked").click()
    examine(plain, scripted)
    plain.get_by_label("Save these filters as").fill("Locked people")
    press(plain, "Save view")
    views = plain.get_by_role("navigation", name="Saved views")
    plain.goto(PEOPLE)
    views.get_by_role("link", name="Locked people").click()
    expect(plain).to_have_url(re.compile("status=LOCKED_OUT"))
    examine(plain, scripted)
    press(plain, "Delete Locked people")
    expect(views).to_have_count(0)
