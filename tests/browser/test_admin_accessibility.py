"""Every kind of page of the administration: its policy holds, axe finds nothing, nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.browser.users import FlowUser
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


def examine(page: Page, path: str, found: dict[str, list[str]]) -> None:
    """Open a page and note in every look what axe finds and whether the page scrolls sideways."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok, path
    expect(page.locator("#content h1")).to_have_count(1)
    looks.load_axe(page)
    for look in looks.each_look(page):
        page.evaluate(looks.SETTLED)
        # At the end of a page its bar of buttons covers nothing.
        page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
        if violations := looks.violations(page, look):
            found[f"{path} {look}"] = violations
        if looks.scrolls_sideways(page):
            found[f"{path} {look} sideways"] = []


def addresses(page: Page, links: str) -> list[str]:
    return [link.get_attribute("href") or "" for link in page.locator(links).all()]


def import_pages(page: Page) -> list[str]:
    """Upload a file of people; return the addresses of the pages about imports."""
    page.goto("/admin/accounts/userimport/add/")
    people = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"email,name\na@example.com,A\n"}
    page.get_by_label("CSV file").set_input_files(people)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    return ["/admin/accounts/userimport/", "/admin/accounts/userimport/add/", page.url]


def test_administration_pages_obey_the_policy_and_have_no_violation(
    administrator: FlowUser, windows: Windows
):
    """Every page of the menu, every form to add something, one change page of each list, its history.

    The window fails the test when a page breaks its policy or writes an error.
    """
    page = windows.page(storage_state=administrator.cookies)
    page.goto("/admin/")
    menu = addresses(page, ".places nav a")
    assert len(menu) > 15
    found: dict[str, list[str]] = {}
    further, histories = list[str](), list[str]()
    for path in menu:
        examine(page, path, found)
        further += addresses(page, ".object-tools .addlink")[:1]
        further += addresses(page, "#result_list tbody th a")[:1]
    assert len(further) > 15
    for path in further:
        examine(page, path, found)
        if history := addresses(page, ".object-tools a[href$='/versions/']"):
            histories.append(history[0])
    assert len(histories) == 6
    for path in (histories[0], histories[-1]):
        examine(page, path, found)
        page.goto(path.replace("versions", "change"))
        page.get_by_role("button", name="Edit as a draft").click()
        examine(page, page.url, found)
        examine(page, path.replace("versions", "draft"), found)
        if (trial := page.get_by_role("button", name="Try it for a day")).count():
            trial.click()
            examine(page, page.url.partition("#")[0], found)
    for path in import_pages(page):
        examine(page, path, found)
    assert found == {}, "\n".join(f"{place}: {what}" for place, what in found.items())
