"""Tasks of administrators, from the home page, with the number of presses that each takes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.users import FlowUser
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser


@dataclass
class Presses:
    """Counts what an administrator presses or chooses; typing is not counted."""

    page: Page
    count: int = field(default=0)

    def press(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def choose(self, target: Locator, label: str) -> None:
        self.count += 1
        target.select_option(label=label)

    def search(self, text: str) -> None:
        """Type into the field on top of every page and press Enter."""
        self.count += 1
        box = self.page.get_by_role("search").get_by_role("searchbox")
        box.fill(text)
        box.press("Enter")


@pytest.fixture
def start(administrator: FlowUser, windows: Windows) -> Callable[[], Presses]:
    def opened() -> Presses:
        page = windows.page(width=1280, storage_state=administrator.cookies)
        page.goto("/admin/")
        return Presses(page)

    return opened


def menu(presses: Presses, section: str, entry: str) -> None:
    navigation = presses.page.get_by_role("navigation", name="Administration")
    presses.press(navigation.get_by_text(section, exact=True))
    presses.press(navigation.get_by_role("link", name=entry, exact=True))


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title)


def test_authenticator_app_is_required_for_an_app_in_four_presses(
    start: Callable[[], Presses], embedded_server: Deployment
):
    embedded_server.manage("create_app", "Payroll of tasks", "--redirect", "https://app.example.com/callback")
    presses = start()
    menu(presses, "Sign-on policies", "Recipes")
    recipe = card(presses.page, "Require an authenticator app for an application")
    presses.choose(recipe.get_by_label("Application"), "Payroll of tasks")
    presses.press(recipe.get_by_role("button", name="Apply"))
    expect(presses.page.get_by_role("heading", level=1)).to_contain_text("Authenticator app")
    assert presses.count <= 5


def test_change_of_a_policy_is_undone_in_four_presses(
    start: Callable[[], Presses], embedded_server: Deployment
):
    create = "from tests.policies.rows import add_policy, add_rule; from policies.domain.rules import Kind; "
    create += (
        "policy = add_policy(Kind.SESSION, 'Global session of tasks'); add_rule(policy, {'name': 'Office'})"
    )
    embedded_server.manage("shell", "-c", create)
    presses = start()
    presses.search("Global session of tasks")
    presses.press(presses.page.get_by_role("link", name="Global session of tasks"))
    presses.press(presses.page.get_by_role("link", name="History", exact=True))
    expect(presses.page.get_by_text("Rule “Office” was added.")).to_be_visible()
    presses.press(presses.page.get_by_role("button", name="Undo to version 1"))
    expect(presses.page.get_by_text("is as in version 1 again")).to_be_visible()
    expect(presses.page.get_by_text("Rule “Office” was removed.")).to_be_visible()
    assert presses.count <= 4


def test_draft_of_a_form_is_compared_and_published(start: Callable[[], Presses], embedded_server: Deployment):
    redirect = ("--redirect", "https://app.example.com/callback")
    embedded_server.manage("create_app", "Draft of tasks", *redirect, "--everyone", "--sign-up")
    presses = start()
    page = presses.page
    menu(presses, "Sign-up", "Forms")
    presses.press(page.get_by_role("link", name="Draft of tasks", exact=True))
    presses.press(page.get_by_role("button", name="Edit as a draft"))
    expect(page.get_by_text("nothing changes until you publish")).to_be_visible()
    page.get_by_label("Form title").fill("Join the draft")
    presses.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("to “Join the draft”.")).to_be_visible()
    presses.press(page.get_by_role("button", name="Publish"))
    expect(page.get_by_label("Form title")).to_have_value("Join the draft")
    assert presses.count <= 6


def test_sign_up_is_closed_for_an_app_in_four_presses(
    start: Callable[[], Presses], embedded_server: Deployment
):
    embedded_server.manage("create_app", "Ledger of tasks", "--redirect", "https://app.example.com/callback")
    presses = start()
    menu(presses, "Sign-on policies", "Recipes")
    recipe = card(presses.page, "Close sign-up for an application")
    presses.choose(recipe.get_by_label("Application"), "Ledger of tasks")
    presses.press(recipe.get_by_role("button", name="Apply"))
    expect(presses.page.get_by_role("heading", level=1)).to_have_text("Ledger of tasks: sign-up closed")
    expect(presses.page.locator("#id_sign_up_allowed")).not_to_be_checked()
    assert presses.count <= 4


def test_messages_to_a_user_are_found_in_two_presses(start: Callable[[], Presses], administrator: FlowUser):
    presses = start()
    presses.press(presses.page.get_by_role("button", name="Send a test email"))
    expect(presses.page.get_by_role("main")).to_contain_text(administrator.address)
    presses.count = 0
    presses.search(administrator.address)
    presses.press(card(presses.page, "People").get_by_role("link").first)
    expect(card(presses.page, "Messages of the last day")).to_contain_text("Test email")
    assert presses.count <= 4


def test_field_is_added_and_seen_in_the_preview_before_it_is_saved(start: Callable[[], Presses]):
    presses = start()
    page = presses.page
    menu(presses, "Sign-up", "Forms")
    presses.press(page.get_by_role("link", name="Demo sign-up"))
    page.wait_for_load_state()  # the last row of a page that is still loading is not the new one
    new = page.locator(".form-card:not(.empty-form)").last
    presses.choose(new.get_by_label("Attribute"), "Nickname")
    expect(page.frame_locator("iframe.preview-frame").get_by_label("Nickname")).to_be_visible()
    assert presses.count <= 8


def people_file(path: Path) -> Path:
    """Write a file with 1,000 people and three bad lines."""
    lines = [f"import{number}@example.com;Ada;Okafor {number};Sales" for number in range(997)]
    lines[100:100] = ["nowhere;Ben;Doe;Sales"]
    lines[500:500] = ["import7@example.com;Ben;Doe;Sales"]
    lines.append("eve@example.com;;Doe;Sales")
    path.write_text("\n".join(["E-Mail;Vorname;Nachname;Abteilung", *lines]))
    return path


def test_thousand_lines_with_three_bad_ones_are_imported_in_eight_presses(
    start: Callable[[], Presses], tmp_path: Path
):
    presses = start()
    page = presses.page
    navigation = page.get_by_role("navigation", name="Administration")
    presses.press(navigation.get_by_role("link", name="People", exact=True))
    presses.press(page.get_by_role("link", name="Import people"))
    page.get_by_label("CSV file").set_input_files(people_file(tmp_path / "people.csv"))
    presses.press(page.get_by_role("button", name="Upload"))
    expect(page.get_by_label("Abteilung")).to_have_value("department")
    presses.press(page.get_by_role("button", name="Check the file"))
    presses.press(page.get_by_role("link", name="Refresh every 5 seconds"))
    expect(page.get_by_role("main")).to_contain_text("997 new people", timeout=60_000)
    problems = card(page, "Lines with errors").get_by_role("row")
    expect(problems).to_have_count(4)
    expect(problems.nth(1)).to_contain_text("102")
    presses.press(page.get_by_role("button", name="Start the import"))
    presses.press(page.get_by_role("link", name="Refresh every 5 seconds"))
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible(timeout=120_000)
    assert presses.count <= 8
