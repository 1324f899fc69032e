"""The frame of the administration: its menu, filters, forms and errors, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.browser.test_admin_policies import fits, press
from tests.browser.users import FlowUser, main_button
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

WIDE, NARROW = 1280, 360
PEOPLE = "/admin/accounts/user/"
GROUPS = "/admin/accounts/group/"


@pytest.fixture(params=[WIDE, NARROW])
def plain(request: pytest.FixtureRequest, administrator: FlowUser, windows: Windows) -> Page:
    """The start page of the administration without scripts, wide and narrow."""
    page = windows.page(width=request.param, scripts=False, storage_state=administrator.cookies)
    page.goto("/admin/")
    return page


@pytest.fixture
def admin(administrator: FlowUser, windows: Windows) -> Page:
    return windows.page(storage_state=administrator.cookies)


def open_menu(page: Page) -> None:
    """Press the button of the menu, which stands open beside a wide page."""
    button = page.locator(".places > summary")
    if button.is_visible():
        button.click()


def test_menu_leads_to_a_list_without_scripts(plain: Page):
    menu = plain.get_by_role("navigation", name="Administration")
    expect(plain.locator(".places > summary")).to_be_visible(visible=plain.viewport_size["width"] == NARROW)
    open_menu(plain)
    events = menu.get_by_role("link", name="Events")
    expect(events).to_be_hidden()
    menu.locator("summary", has_text="Log").click()
    events.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Events")
    open_menu(plain)
    expect(menu.locator("[aria-current]")).to_have_text("Events")
    expect(menu.locator("[aria-current]")).to_be_visible()
    expect(plain.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Log")


def test_people_are_filtered_without_scripts(plain: Page):
    plain.goto(PEOPLE)
    filters = plain.locator("#changelist-filter")
    imported = filters.get_by_role("link", name="Imported")
    expect(imported).to_be_hidden()
    filters.locator("summary").click()
    imported.click()
    expect(imported).to_have_attribute("aria-current", "true")
    suspended = plain.get_by_role("navigation", name="Status").get_by_role("link", name="Suspended")
    suspended.click()
    expect(suspended).to_have_attribute("aria-current", "true")
    expect(plain.locator("#content")).to_contain_text("Nothing matches your search.")
    fits(plain)
    plain.get_by_role("link", name="Clear all filters").click()
    expect(plain.locator("#result_list tbody tr").first).to_be_visible()


def test_group_is_saved_and_deleted_without_scripts(plain: Page):
    plain.goto(f"{GROUPS}add/")
    press(plain, "Save")
    expect(plain).to_have_title("Error: Add group – Administration – Orchard")
    summary = plain.get_by_role("alert")
    expect(summary).to_contain_text("There’s a problem")
    expect(summary.get_by_role("link", name="Name: This field is required.")).to_have_attribute(
        "href", "#id_name"
    )
    expect(plain.locator("#id_name")).to_have_attribute("aria-invalid", "true")
    fits(plain)
    name = f"Auditors {plain.viewport_size['width']}"
    plain.locator("#id_name").fill(name)
    press(plain, "Save")
    expect(plain.locator(".messagelist .success")).to_be_visible()
    plain.get_by_role("link", name=name).last.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(name)
    plain.get_by_role("link", name="Delete", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(f"Delete “{name}”?")
    fits(plain)
    press(plain, "Delete")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Groups")
    expect(plain.locator("#changelist")).not_to_contain_text(name)


def test_summary_of_errors_takes_the_focus_and_passes_axe(admin: Page):
    admin.goto("/admin/applications/application/add/")
    press(admin, "Save")
    summary = admin.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(1)
    looks.load_axe(admin)
    for look in looks.each_look(admin):
        assert looks.violations(admin, look) == [], str(look)
        assert not looks.scrolls_sideways(admin), str(look)
    summary.get_by_role("link").click()
    expect(admin.locator("#id_label")).to_be_focused()


def test_account_menu_closes_by_escape_and_leads_to_the_account(admin: Page):
    admin.goto(PEOPLE)
    button = admin.locator(".menu summary")
    button.click()
    expect(admin.get_by_role("link", name="Your account")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(admin.get_by_role("link", name="Your account")).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    admin.get_by_role("link", name="Your account").click()
    admin.wait_for_url("**/me/")


@pytest.fixture
def dark(embedded_server: Deployment, windows: Windows) -> Page:
    """An administrator who has chosen the dark theme, on a system that is light."""
    page = windows.page(color_scheme="light")
    page.goto(embedded_server.manage("admin_access", "night@example.com").split()[0])
    main_button(page).click()
    page.wait_for_url("**/admin/")
    page.goto("/me/preferences")
    page.get_by_label("Dark").check()
    press(page, "Save")
    return page


def test_administration_has_the_theme_that_the_user_chose(dark: Page):
    dark.goto(PEOPLE)
    expect(dark.locator("html")).to_have_attribute("data-theme", "dark")
    expect(dark.locator("body")).to_have_css("color", "rgb(238, 243, 240)")


def test_targets_are_large_enough(admin: Page):
    """WCAG 2.2, 2.5.8: 24 pixels; buttons have 44."""
    small = """(least) => [...document.querySelectorAll(least > 24 ? ".button, .button-quiet, .places summary"
      : "main :is(a, button, input:not([type=hidden]), select, textarea)")].filter((one) => {
        const box = one.getBoundingClientRect();
        return one.checkVisibility() && box.width && (box.height < least || box.width < 24)
          && !one.closest("p, .help, .readonly, .list");
      }).map((one) => one.outerHTML.slice(0, 80))"""
    policies, recipes = "/admin/policies/authenticationpolicy/", "/admin/recipes/"
    for path in ("/admin/", PEOPLE, f"{GROUPS}add/", policies, recipes):
        admin.goto(path)
        for width in (WIDE, NARROW):
            admin.set_viewport_size({"width": width, "height": 800})
            assert [(path, width, one) for least in (24, 44) for one in admin.evaluate(small, least)] == []


def test_page_is_complete_from_right_to_left(admin: Page):
    admin.goto(PEOPLE)
    admin.evaluate("document.documentElement.dir = 'rtl'")
    for look in looks.each_look(admin):
        assert not looks.scrolls_sideways(admin), str(look)
    menu, content = (admin.locator(place).bounding_box() for place in (".places", "main"))
    assert menu["x"] > content["x"]
