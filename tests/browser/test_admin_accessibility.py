"""Every kind of page of the administration: it obeys its policy, and axe finds nothing on it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.browser.test_admin_apps import SETTLED
from tests.browser.users import FlowUser
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


def examine(page: Page, path: str, found: dict[str, list[str]]) -> None:
    """Open a page and note what axe finds in the looks that cover both widths and both themes."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok, path
    expect(page.locator("#content h1, #content h2").first).to_be_visible()
    looks.load_axe(page)
    for look in looks.EXAMINED:
        look.put_on(page)
        page.evaluate(SETTLED)
        if violations := looks.violations(page, look):
            found[f"{path} {look}"] = violations


def test_administration_pages_obey_the_policy_and_have_no_violation(
    administrator: FlowUser, windows: Windows
):
    """The overview, every list, every form to add something, and one change page of each list.

    The window fails the test when a page breaks its policy or writes an error.
    """
    page = windows.page(storage_state=administrator.cookies)
    page.goto("/admin/")
    index = page.locator("#content-main")
    lists = [link.get_attribute("href") or "" for link in index.locator("th a").all()]
    forms = [link.get_attribute("href") or "" for link in index.locator("a.addlink").all()]
    assert len(lists) > 8
    assert len(forms) > 3
    found: dict[str, list[str]] = {}
    changes = []
    for path in dict.fromkeys(["/admin/", *lists, *forms]):
        examine(page, path, found)
        rows = page.locator("#result_list tbody th a")
        if path in lists and rows.count():
            changes.append(rows.first.get_attribute("href") or "")
    for path in dict.fromkeys(changes):
        examine(page, path, found)
    assert found == {}, "\n".join(f"{place}: {what}" for place, what in found.items())
