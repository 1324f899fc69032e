import pytest
from playwright.sync_api import Page

from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser


def test_chromium_opens_the_sign_in_page_without_other_requests(embedded_server: Deployment, page: Page):
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    answer = page.goto(f"{embedded_server.url}/signin")
    assert answer is not None
    assert answer.ok
    assert page.locator("h1").is_visible()
    assert {url for url in asked if not url.startswith(embedded_server.url)} == set()
