"""axe on the administration's pages: lists, forms and its sign-in, with nothing excluded."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looks
from tests.browser.people import Person
from tests.browser.test_admin_apps import SETTLED
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser


@pytest.fixture
def examined(browser: Browser, administrator: Person, embedded_server: Deployment) -> Iterator[Page]:
    """The administration in a window into which axe may put what it needs."""
    opened = Windows(browser, embedded_server.url, bypass_csp=True)
    page = opened.page(storage_state=administrator.cookies)
    page.goto("/admin/")
    yield page
    for context in opened.contexts:
        context.close()


def addresses(page: Page) -> list[str]:
    """Return the overview, every list, every form to add something, and one change page of each list."""
    index = page.locator("#content-main")
    lists = [link.get_attribute("href") or "" for link in index.locator("th a").all()]
    forms = [link.get_attribute("href") or "" for link in index.locator("a.addlink").all()]
    changes = []
    for path in lists:
        page.goto(path)
        rows = page.locator("#result_list tbody th a")
        if rows.count():
            changes.append(rows.first.get_attribute("href") or "")
    return ["/admin/", *dict.fromkeys([*lists, *forms, *changes])]


def test_administration_pages_have_no_violation(examined: Page):
    found = {}
    for path in addresses(examined):
        examined.goto(path)
        looks.load_axe(examined)
        for look in looks.EXAMINED:
            look.put_on(examined)
            examined.evaluate(SETTLED)
            if violations := looks.violations(examined, look):
                found[f"{path} {look}"] = violations
    assert found == {}, "\n".join(f"{place}: {what}" for place, what in found.items())
