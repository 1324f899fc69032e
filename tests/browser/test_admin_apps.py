"""An app is made in the administration: on a telephone without scripts, and with the scripts that help."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import looks
from tests.browser.test_admin_policies import fits, press
from tests.browser.users import FlowUser
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

CALLBACK = "http://localhost:5000/callback"
LIST = "/admin/applications/application/"
ADD = f"{LIST}add/"


@pytest.fixture
def admin(administrator: FlowUser, windows: Windows) -> Page:
    return windows.page(storage_state=administrator.cookies)


@pytest.fixture
def narrow(administrator: FlowUser, windows: Windows) -> Page:
    return windows.page(width=360, scripts=False, storage_state=administrator.cookies)


def fill_in(page: Page, name: str) -> None:
    page.goto(ADD)
    page.locator("#id_label").fill(name)
    page.locator("#id_redirect_uris").fill(CALLBACK)


def test_an_app_is_made_on_a_telephone_without_scripts(narrow: Page):
    fill_in(narrow, "Rota")
    narrow.locator("#id_initiate_login_uri").fill("http://rota.example.com/")
    press(narrow, "Save")
    expect(narrow.locator("#id_initiate_login_uri_error")).to_contain_text("Use https")
    expect(narrow.locator("#id_redirect_uris")).to_have_value(CALLBACK)
    fits(narrow)
    narrow.locator("#id_initiate_login_uri").fill("https://rota.example.com/")
    press(narrow, "Save")

    secret = narrow.locator("#id_secret").input_value()
    assert len(secret) > 40
    fits(narrow)
    narrow.get_by_role("link", name="I’ve copied it").click()
    fits(narrow)
    expect(narrow.locator("#content")).not_to_contain_text(secret)
    narrow.locator(".field-shown_logo a").click()
    fits(narrow)
    narrow.locator("#id_logo").set_input_files(
        [{"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='x()'/>"}]
    )
    press(narrow, "Save")
    expect(narrow.locator(".errorlist")).to_be_visible()
    narrow.get_by_role("link", name="Cancel").click()
    press(narrow, "Create a new secret (the old one works for 7 more days)")
    assert narrow.locator("#id_secret").input_value() != secret
    narrow.goto(LIST)
    fits(narrow)
    narrow.locator("#result_list th a", has_text="Rota").click()
    narrow.get_by_role("link", name="Delete", exact=True).click()
    fits(narrow)
    press(narrow, "Delete")
    expect(narrow.locator("#result_list")).not_to_contain_text("Rota")


def found(page: Page, box: str, part: str, name: str) -> None:
    """Type a part of a name, wait for the suggestion and take it as a keyboard does."""
    find = page.locator(f"#{box}_find")
    find.fill(part)
    expect(page.locator(f'#{box}_find_options option[value="{name}"]')).to_have_count(1)
    find.fill(name)
    find.press("Enter")
    expect(find).to_have_value("")
    expect(page.locator(f"#{box}")).to_have_value(name)


def test_groups_and_users_are_found_by_a_part_of_their_name(admin: Page, ada: FlowUser):
    fill_in(admin, "Expenses")
    found(admin, "id_group_names", "Mem", "Members")
    found(admin, "id_user_addresses", "ada@", ada.address)
    press(admin, "Save")
    admin.get_by_role("link", name="I’ve copied it").click()
    expect(admin.locator("#id_group_names")).to_have_value("Members")
    expect(admin.locator("#id_user_addresses")).to_have_value(ada.address)


def copied(button: Locator) -> str:
    button.click()
    text: str = button.page.evaluate("navigator.clipboard.readText()")
    return text


def test_a_secret_and_a_program_are_copied_with_one_press(admin: Page):
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fill_in(admin, "Ledger")
    press(admin, "Save")
    secret = admin.locator("#id_secret").input_value()
    assert copied(admin.get_by_role("button", name="Copy: Client secret")) == secret
    assert f"OIDC_CLIENT_SECRET={secret}\n" in copied(
        admin.get_by_role("button", name="Copy: Environment variables")
    )
    admin.get_by_role("link", name="I’ve copied it").click()
    assert "code_challenge_method" in copied(admin.get_by_role("button", name="Copy: Flask (Authlib)"))


@pytest.fixture
def examined(browser: Browser, administrator: FlowUser, embedded_server: Deployment) -> Iterator[Page]:
    """A window into which axe may put what it needs: the pages' own policy would refuse it."""
    opened = Windows(browser, embedded_server.url, bypass_csp=True)
    yield opened.page(storage_state=administrator.cookies)
    for context in opened.contexts:
        context.close()


def test_pages_are_accessible_at_both_widths_and_in_both_themes(examined: Page, embedded_server: Deployment):
    words = ("--spa", "--embedded", "--everyone", "--redirect-uri", CALLBACK, "--json")
    assert json.loads(embedded_server.manage("create_app", "Payroll", *words))["label"] == "Payroll"
    examined.goto(LIST)
    examined.locator("#result_list th a", has_text="Payroll").click()
    page = examined.url
    for address in (page, page.replace("change", "logo"), page.replace("change", "delete"), ADD, LIST):
        examined.goto(address)
        for one in examined.locator("details").all():
            one.evaluate("(details) => { details.open = true; }")
        looks.load_axe(examined)
        for look in looks.EXAMINED:
            look.put_on(examined)
            examined.evaluate(looks.SETTLED)
            assert looks.violations(examined, look) == [], (address, str(look))
            assert not looks.scrolls_sideways(examined), (address, str(look))
