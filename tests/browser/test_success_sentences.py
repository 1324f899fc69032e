"""A page that follows a successful action says so in a status, in every look and without axe violations."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import each_look, load_axe, scrolls_sideways, violations
from tests.browser.users import begin_sign_up, enter_code, heading, letter
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

CORRECTED = "corrected@example.com"


def test_corrected_and_confirmed_address_are_announced(embedded_server: Deployment, windows: Windows):
    page = windows.page()
    begin_sign_up(page, "mistyped.once@example.com")
    page.get_by_text("Use a different address").click()
    page.locator("details[open] input[type=email]").fill(CORRECTED)
    page.get_by_role("button", name="Send an email to this address").click()
    status = page.locator(".note[role=status]")
    expect(status).to_contain_text(f"We sent a new email to {CORRECTED}.")
    load_axe(page)
    for look in each_look(page):
        assert violations(page, look) == []
        assert not scrolls_sideways(page)
    enter_code(page, letter(embedded_server, CORRECTED).code)
    heading(page, "Choose a password")
    expect(status).to_have_text("You’ve confirmed your email address.")
