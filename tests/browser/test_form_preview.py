"""The preview of the sign-up form beside the form: it follows each change, and works without scripts."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.users import FlowUser
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


def open_form(administrator: FlowUser, windows: Windows, *, scripts: bool, width: int) -> Page:
    page = windows.page(width=width, scripts=scripts, storage_state=administrator.cookies)
    page.goto("/admin/enrollment/profileenrollmentpolicy/")
    page.get_by_role("link", name="Demo sign-up").click()
    return page


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.preview-frame")


def test_preview_follows_each_change_and_back_leaves_the_page(administrator: FlowUser, windows: Windows):
    page = open_form(administrator, windows, scripts=True, width=1280)
    frame = frame_of(page)
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    page.locator("#id_form_title").fill("Join the orchard")
    expect(frame.get_by_role("heading", name="Join the orchard")).to_be_visible()
    page.get_by_label("Dark").check()
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    # The style sheet of the pages: a browser's own has no such variable.
    token = frame.locator("html").evaluate("root => getComputedStyle(root).getPropertyValue('--brand')")
    assert token
    page.get_by_label("Computer").check()
    assert frame.locator("html").evaluate("() => innerWidth") >= 1200
    page.go_back()
    page.wait_for_url("**/profileenrollmentpolicy/")


def test_preview_without_scripts_is_shown_by_its_button(administrator: FlowUser, windows: Windows):
    page = open_form(administrator, windows, scripts=False, width=360)
    page.locator("#id_form_title").fill("Join without scripts")
    page.get_by_role("button", name="Show preview").click()
    expect(frame_of(page).get_by_role("heading", name="Join without scripts")).to_be_visible()
    page.locator("#id_form_title").fill("")
    page.get_by_role("button", name="Show preview").click()
    expect(frame_of(page).get_by_text("Form title: This field is required.")).to_be_visible()
    wide = page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
    assert wide <= 0
