"""The link of the mail, in the browser that asked for it and in any other."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.users import (
    HOME,
    begin_sign_up,
    choose_password,
    enter_code,
    heading,
    letter,
    main_button,
    posts_of,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser


def test_in_a_second_tab_the_link_goes_through_and_the_first_tab_moves_on(
    embedded_server: Deployment, page: Page
):
    page.clock.install()
    begin_sign_up(page, "link@example.com")
    second = page.context.new_page()
    second.goto(letter(embedded_server, "link@example.com").link)
    heading(second, "Choose a password")
    page.clock.fast_forward(5_000)
    heading(page, "Choose a password")
    choose_password(second)
    second.wait_for_url(HOME)
    page.reload()
    page.wait_for_url(HOME)


def test_link_without_scripts_needs_a_button_and_first_tab_continues(
    embedded_server: Deployment, plain: Page
):
    begin_sign_up(plain, "plain-link@example.com")
    link = letter(embedded_server, "plain-link@example.com").link
    second = plain.context.new_page()
    second.goto(link)
    heading(second, "Confirm your email")
    plain.reload()
    heading(plain, "Check your email")
    main_button(second).click()
    heading(second, "Choose a password")
    plain.get_by_role("link", name="I’ve opened the link").click()
    heading(plain, "Choose a password")


def test_in_another_browser_the_link_shows_the_code_and_proves_nothing(
    embedded_server: Deployment, windows: Windows, page: Page
):
    begin_sign_up(page, "elsewhere@example.com")
    sent = letter(embedded_server, "elsewhere@example.com")
    telephone = windows.page(width=360)
    with posts_of(telephone) as posts:
        telephone.goto(sent.link)
        heading(telephone, "Enter this code where you started")
        telephone.wait_for_load_state("networkidle")
    assert posts == [], "opening the link sends nothing"
    assert telephone.locator("main form, main button").count() == 0, "there is nothing to press"
    expect(telephone.locator("main")).to_contain_text("Chrome")
    shown = telephone.locator("p.code").inner_text().replace(" ", "")
    assert shown == sent.code
    page.reload()
    heading(page, "Check your email")
    enter_code(page, shown)
    heading(page, "Choose a password")
    telephone.goto(sent.link)
    heading(telephone, "This link has been used")


def test_from_another_browser_one_may_start_again_there(
    embedded_server: Deployment, windows: Windows, plain: Page
):
    begin_sign_up(plain, "again@example.com")
    telephone = windows.page(width=360)
    telephone.goto(letter(embedded_server, "again@example.com").link)
    telephone.get_by_role("link", name="Start again in this browser").click()
    heading(telephone, "Create your account")


def test_a_link_that_lost_its_end_says_so(embedded_server: Deployment, page: Page):
    begin_sign_up(page, "cut@example.com")
    page.goto(letter(embedded_server, "cut@example.com").link[:-12])
    expect(page.locator("main")).to_contain_text("incomplete")


def test_script_takes_the_token_out_of_the_address_bar(
    embedded_server: Deployment, windows: Windows, page: Page
):
    begin_sign_up(page, "bare@example.com")
    link = letter(embedded_server, "bare@example.com").link
    scripted, plain = windows.page(), windows.page(scripts=False)
    scripted.goto(link)
    plain.goto(link)

    expect(scripted).to_have_url(f"{embedded_server.url}/flow/link")
    expect(plain).to_have_url(link)
    heading(scripted, "Enter this code where you started")
    heading(plain, "Enter this code where you started")
