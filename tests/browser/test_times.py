"""The page's script keeps the browser's time zone, and later pages show their times in it."""

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("zone", "written"), [("Asia/Kathmandu", "UTC+05:45"), ("America/Phoenix", "MST"), ("UTC", "UTC")]
)
def test_end_page_shows_the_browsers_zone(windows: Windows, zone: str, written: str):
    page = windows.page(timezone_id=zone)
    page.goto("/signin")
    page.goto("/flow/link/not-a-token")
    expect(page.locator(".ref time")).to_contain_text(written)
