"""The administration in a browser: Django's pages under this server's strict policy."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.users import FlowUser, field, heading, main_button, newcomer_page
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

ADMINISTRATION = re.compile(r"/admin/$")


@pytest.fixture
def admin(administrator: FlowUser, windows: Windows) -> Page:
    """The administration, in a browser that is signed in there."""
    page = windows.page(storage_state=administrator.cookies)
    page.goto("/admin/")
    return page


def test_an_access_link_opens_the_administration_once(embedded_server: Deployment, windows: Windows):
    link = embedded_server.manage("admin_access", "root@example.com").split()[0]
    page, other = windows.page(scripts=False), windows.page(width=360)
    page.goto(link)
    heading(page, "Open the administration")
    main_button(page).click()
    page.wait_for_url(ADMINISTRATION)
    other.goto(link)
    expect(other.locator("main form")).to_have_count(0)
    other.goto("/admin/")
    heading(other, "Sign in")


def test_administrator_changes_the_form_and_the_next_user_sees_it(admin: Page, windows: Windows):
    admin.goto("/admin/enrollment/profileenrollmentpolicy/")
    admin.get_by_role("link", name="Demo sign-up").click()
    user = windows.page()
    for words in ("Join the co-op", "Continue"):
        admin.locator("#id_submit_label").fill(words)
        admin.get_by_role("button", name="Save and continue editing").click()
        expect(admin.locator(".messagelist .success")).to_be_visible()
        user.goto("/signup")
        expect(main_button(user)).to_have_text(words)
    expect(field(user, "userProfile.email")).to_be_visible()


def test_empty_form_row_is_numbered_last_once_it_is_used(admin: Page):
    admin.goto("/admin/enrollment/profileenrollmentpolicy/")
    admin.get_by_role("link", name="Demo sign-up").click()
    numbers = admin.locator(".form-card:not(.empty-form) .field-position input[type=number]")
    expect(numbers).to_have_count(7)
    shown = [numbers.nth(place).input_value() for place in range(7)]
    assert shown == ["10", "20", "30", "40", "50", "60", ""]
    admin.locator("#form_fields-5 [aria-label='Move up']").click()
    expect(numbers.last).to_have_value("")
    admin.locator("#id_form_fields-6-attribute").select_option(label="City")
    expect(numbers.last).to_have_value("70")


def test_user_without_roles_can_sign_in_as_another_user(embedded_server: Deployment, windows: Windows):
    page = newcomer_page(windows, embedded_server, "outsider@example.com")
    page.goto("/admin/")
    heading(page, "You can’t open this page")
    page.get_by_role("button", name="Sign in as someone else").click()
    heading(page, "You’re signed out")
