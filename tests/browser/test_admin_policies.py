"""Policies on a small telephone without scripts: made, put in order, simulated; nothing runs off the edge."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.users import FlowUser
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser

SAVE = "Save"


@pytest.fixture
def admin(administrator: FlowUser, windows: Windows) -> Page:
    return windows.page(width=360, scripts=False, storage_state=administrator.cookies)


def fits(page: Page) -> None:
    """Tables of Django's lists scroll in themselves; the page does not."""
    wide = page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
    assert wide <= 0, (page.url, wide)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def add_rule(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a rule").click()
    fits(page)
    page.locator("#id_name").fill(name)
    press(page, SAVE)


def test_a_policy_is_made_put_in_order_and_simulated(admin: Page):
    admin.goto("/admin/policies/authenticationpolicy/add/")
    admin.locator("#id_name").fill("Payroll")
    press(admin, "Save and continue editing")
    fits(admin)
    add_rule(admin, "At the office")
    add_rule(admin, "Elsewhere")
    fits(admin)
    rules = admin.locator(".policy-rules h3 a")
    expect(rules).to_have_text(["At the office", "Elsewhere"])
    press(admin, "Move up: Elsewhere")
    expect(rules).to_have_text(["Elsewhere", "At the office"])

    admin.goto("/admin/policies/authenticationpolicy/")
    fits(admin)
    press(admin, "Turn off: Payroll")
    expect(admin.locator(".messagelist .success")).to_be_visible()

    admin.locator("#result_list th a", has_text="Default").click()
    admin.locator(".policy-rules h3 a").click()
    admin.get_by_label("Two factors", exact=True).check()
    press(admin, "Simulate with these values")
    fits(admin)
    press(admin, "Simulate")
    expect(admin.locator(".simulated.differs")).to_have_count(1)
    fits(admin)

    admin.goto("/admin/policies/authenticationpolicy/")
    admin.locator("#result_list th a", has_text="Payroll").click()
    admin.get_by_role("link", name="Delete", exact=True).last.click()
    press(admin, "Delete")
    expect(admin.locator("#result_list")).not_to_contain_text("Payroll")


def test_line_of_a_condition_says_what_its_fields_hold(administrator: FlowUser, windows: Windows):
    page = windows.page(storage_state=administrator.cookies)
    page.goto("/admin/policies/sessionpolicy/")
    page.locator("#result_list th a").last.click()
    page.get_by_role("link", name="Add a rule").click()
    line = page.locator(".condition", has=page.locator("summary", has_text="Person is"))
    line.locator("summary").click()
    page.get_by_label("None of these people").fill("ada@example.com")
    expect(line.locator("summary")).to_have_text("Person is not ada@example.com")
    page.get_by_label("None of these people").fill("")
    expect(line.locator("summary")).to_have_text("Person is anyone")


@pytest.mark.parametrize("kind", ["session", "authentication", "enrollment", "password", "accountmanagement"])
def test_the_pages_of_each_kind_fit(admin: Page, kind: str):
    admin.goto(f"/admin/policies/{kind}policy/")
    fits(admin)
    admin.locator("#result_list th a").last.click()
    fits(admin)
    admin.locator(".policy-rules h3 a").last.click()
    fits(admin)


def test_user_page_and_access_code_fit(admin: Page):
    admin.goto("/admin/accounts/user/")
    admin.locator("#result_list tbody th a").first.click()
    fits(admin)
