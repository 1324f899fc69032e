"""A user signs up by the code of the mail, with scripts and without, with a mouse and with keys alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.users import (
    FLOW,
    HOME,
    PASSWORD,
    begin_sign_up,
    choose_password,
    code_box,
    enter_code,
    fill_profile,
    heading,
    letter,
    main_button,
    password_box,
    posts_of,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_user_signs_up_by_code_and_lands_on_the_home_page(embedded_server: Deployment, windows: Windows):
    page = windows.page(reduced_motion="no-preference")
    begin_sign_up(page, "code@example.com")
    expect(page.locator("strong")).to_have_text("code@example.com")
    with posts_of(page) as sent:
        enter_code(page, letter(embedded_server, "code@example.com").code)
        heading(page, "Choose a password")
    assert len(sent) == 1, "the complete code is sent once, by itself"
    choose_password(page)
    page.wait_for_url(HOME)
    heading(page, "Welcome, Zoë")
    expect(page.get_by_text("You’re signed in as code@example.com.")).to_be_visible()
    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_label("Team")).to_have_value("finance")


def test_a_wrong_code_is_not_sent_again_by_itself(embedded_server: Deployment, page: Page):
    begin_sign_up(page, "wrong@example.com")
    code = letter(embedded_server, "wrong@example.com").code
    with posts_of(page) as sent:
        enter_code(page, other_than(code))
        expect(page.get_by_role("alert")).to_be_focused()
        expect(code_box(page)).to_have_value("")
        enter_code(page, code[:5])
        expect(code_box(page)).to_have_value(code[:5])
        assert len(sent) == 1
        page.go_back()
        heading(page, "Check your email")
        page.reload()
        heading(page, "Check your email")
        assert len(sent) == 1, "what the browser puts back into the box is not sent by the page"
    enter_code(page, code)
    heading(page, "Choose a password")


def test_a_code_may_be_pasted_as_it_stands_in_the_mail(embedded_server: Deployment, page: Page):
    begin_sign_up(page, "paste@example.com")
    code = letter(embedded_server, "paste@example.com").code
    code_box(page).fill(f" {code[:3]} {code[3:]} ")
    heading(page, "Choose a password")


def test_other_password_in_a_second_tab_is_named(embedded_server: Deployment, windows: Windows):
    page = windows.page()
    begin_sign_up(page, "tabs@example.com")
    enter_code(page, letter(embedded_server, "tabs@example.com").code)
    heading(page, "Choose a password")
    tab = page.context.new_page()
    tab.goto(page.url)
    choose_password(page)
    page.wait_for_url(HOME)
    choose_password(tab, "another password for the tab")
    heading(tab, "Your account is ready")
    expect(tab.get_by_text("We saved the password you sent first.")).to_be_visible()
    tab.get_by_role("link", name="Go to your apps").click()
    tab.wait_for_url(HOME)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_code_in_persian_digits_is_accepted(embedded_server: Deployment, windows: Windows, scripts: bool):
    page, address = windows.page(scripts=scripts), f"persian-{scripts}@example.com".lower()
    begin_sign_up(page, address)
    code = letter(embedded_server, address).code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    code_box(page).fill("\u2067" + " ".join(code) + "\u2069")
    if not scripts:
        main_button(page).click()
    heading(page, "Choose a password")


def test_user_signs_up_without_scripts_on_a_small_screen(embedded_server: Deployment, plain: Page):
    begin_sign_up(plain, "plain@example.com")
    code = letter(embedded_server, "plain@example.com").code
    enter_code(plain, other_than(code))
    main_button(plain).click()
    expect(plain.get_by_role("alert")).to_contain_text("code")
    enter_code(plain, f"{code[:3]} {code[3:]}")
    main_button(plain).click()
    heading(plain, "Choose a password")
    expect(plain.get_by_role("button", name="Show password")).to_be_hidden()
    choose_password(plain, "too short")
    expect(plain.get_by_role("alert")).to_contain_text("15")
    choose_password(plain)
    plain.wait_for_url(HOME)
    heading(plain, "Welcome, Zoë")


def test_a_mistyped_address_is_corrected_and_the_rest_is_kept(embedded_server: Deployment, page: Page):
    begin_sign_up(page, "mistypde@example.com")
    page.get_by_text("Use a different address").click()
    page.locator("details [name='userProfile.email']").fill("mistyped@example.com")
    page.get_by_role("button", name="Send an email to this address").click()
    expect(page.locator("strong")).to_have_text("mistyped@example.com")
    enter_code(page, letter(embedded_server, "mistyped@example.com").code)
    heading(page, "Choose a password")


def test_user_signs_up_with_the_keyboard_alone(embedded_server: Deployment, page: Page):
    answers = {
        "Email address": "keys@example.com",
        "First name": "Zoë",
        "Last name": "Marsh",
        "Country or region": "Ireland",
        "Your team": "Finance",
    }
    page.goto("/signup")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for label, answer in answers.items():
        reach(page, label)
        expect(page.locator(":focus")).to_be_in_viewport()
        page.keyboard.type(answer)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading(page, "Check your email")
    reach(page, "6-digit code")
    page.keyboard.type(letter(embedded_server, "keys@example.com").code)
    heading(page, "Choose a password")
    reach(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(HOME)
    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_label("Team")).to_have_value("finance")


def reach(page: Page, label: str) -> None:
    """Press Tab until the focus is on the field of this label."""
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.get_by_label(label, exact=True).and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"Tab does not lead to {label}")


def test_reload_back_and_a_double_click_do_no_harm(embedded_server: Deployment, page: Page):
    page.goto("/signup")
    fill_profile(page, "twice@example.com")
    with posts_of(page) as sent:
        main_button(page).dblclick()
        heading(page, "Check your email")
    assert len(sent) == 1
    page.wait_for_url(FLOW)
    page.reload()
    heading(page, "Check your email")
    page.go_back()
    heading(page, "Create your account")
    page.go_forward()
    enter_code(page, letter(embedded_server, "twice@example.com").code)
    heading(page, "Choose a password")
    page.go_back()
    heading(page, "Choose a password")
    password_box(page).fill(PASSWORD)
    main_button(page).dblclick()
    page.wait_for_url(HOME)
    page.go_back()
    page.wait_for_url(HOME)
    assert embedded_server.mail is not None
    assert len(embedded_server.mail.to("twice@example.com")) == 1
