"""An administrator makes a group rule: tests it, reads what a save does, and confirms."""

import pytest
from playwright.sync_api import expect

from tests.browser import looks
from tests.browser.users import FlowUser
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


def test_group_rule_is_tested_confirmed_and_shown_as_a_sentence(administrator: FlowUser, windows: Windows):
    page = windows.page(storage_state=administrator.cookies)
    page.goto("/admin/accounts/group/add/")
    page.locator("#id_name").fill("Finance office")
    page.get_by_role("button", name="Save", exact=True).click()

    page.goto("/admin/accounts/grouprule/add/")
    page.locator("#id_name").fill("Finance people")
    page.locator("#id_groups_from").select_option(label="Finance office")
    page.locator("#id_groups_add").click()
    page.locator("#id_when-0-fact").select_option(label="Department")
    page.locator("#id_when-0-values").fill("Finance\nAccounting")
    page.get_by_role("button", name="Show who matches").click()
    expect(page.get_by_role("status")).to_contain_text("0 people match.")
    looks.load_axe(page)
    assert [found for look in looks.each_look(page) for found in looks.violations(page, look)] == []
    assert not looks.scrolls_sideways(page)

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("People can change these attributes themselves")
    page.get_by_role("button", name="Save", exact=True).click()
    sentence = "If department is Finance or Accounting, add to Finance office."
    expect(page.locator("#result_list")).to_contain_text(sentence)
