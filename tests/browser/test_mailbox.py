"""The local mailbox, opened by the address that the server prints."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.users import begin_sign_up, enter_code, heading, letter, mailbox_token
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser


@pytest.fixture
def windows(browser: Browser, mailbox_server: Deployment) -> Iterator[Windows]:
    """Browser windows at the server that keeps its mail."""
    with Windows(browser, mailbox_server.url).watched() as opened:
        yield opened


def test_code_and_link_are_at_hand(mailbox_server: Deployment, windows: Windows, page: Page):
    begin_sign_up(page, "reader@example.com")
    sent = letter(mailbox_server, "reader@example.com")
    mailbox = windows.page(width=360)
    mailbox.goto(f"/dev/mail?token={mailbox_token(mailbox_server)}")
    assert mailbox.url == f"{mailbox_server.url}/dev/mail", "the token leaves the address bar"
    mailbox.get_by_role("link", name="reader@example.com").click()
    expect(mailbox.locator("#code")).to_have_text(f"{sent.code[:3]} {sent.code[3:]}")
    expect(mailbox.get_by_role("link", name="Open the link")).to_have_attribute("href", sent.link)
    mail = mailbox.frame_locator("iframe").locator("body")
    expect(mail).to_contain_text(f"{sent.code[:3]} {sent.code[3:]}")
    expect(mail.locator("a").first).to_have_css("text-decoration-line", "none")
    mailbox.get_by_role("link", name="Text").click()
    expect(mailbox.locator("pre")).to_contain_text(sent.link)
    mailbox.get_by_role("link", name="Headers").click()
    expect(mailbox.locator("dl")).to_contain_text("auto-generated")
    enter_code(page, sent.code)
    heading(page, "Choose a password")


def test_the_link_in_the_mail_opens_in_a_tab_of_its_own(mailbox_server: Deployment, page: Page):
    begin_sign_up(page, "clicker@example.com")
    letter(mailbox_server, "clicker@example.com")
    mailbox = page.context.new_page()
    mailbox.goto(f"/dev/mail?token={mailbox_token(mailbox_server)}")
    mailbox.get_by_role("link", name="clicker@example.com").click()
    with page.context.expect_page() as opened:
        mailbox.frame_locator("iframe").get_by_role("link", name="Confirm").first.click()
    heading(opened.value, "Choose a password")


@pytest.mark.parametrize("path", ["/dev/mail", "/dev/mail.json", "/dev/mail?token=guess"])
def test_without_the_token_there_is_nothing_to_read(windows: Windows, path: str):
    answer = windows.page().goto(path)
    assert answer is not None
    assert answer.status == 403
    assert "@example.com" not in answer.text()
