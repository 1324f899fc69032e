"""Forms in use: errors late, corrections early, and no obstacles."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.users import (
    PASSWORD,
    FlowUser,
    begin_sign_up,
    enter_code,
    field,
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


HOLD = """window.sent = 0;
document.addEventListener("submit", (e) => { window.sent += !e.defaultPrevented; e.preventDefault(); })"""
"""As with a server that never answers: what would be sent is counted, and the page stays."""


def test_a_field_complains_late_and_forgives_early(page: Page):
    page.goto("/signup")
    email = field(page, "userProfile.email")
    complaint = page.locator("#userProfile_email_error")
    email.focus()
    email.blur()
    expect(complaint).to_be_hidden()
    email.press_sequentially("zoe@example")
    expect(complaint).to_be_hidden()
    email.press("Backspace")
    email.fill("zoe")
    expect(complaint).to_be_hidden()
    email.blur()
    expect(complaint).to_be_visible()
    expect(email).to_have_attribute("aria-invalid", "true")
    email.fill("zoe@example.com")
    expect(complaint).to_be_hidden()
    expect(email).not_to_have_attribute("aria-invalid", "true")


def test_a_complaint_never_moves_the_button_under_a_press(page: Page):
    page.goto("/signup")
    fill_profile(page, "moving@example.com")
    field(page, "userProfile.email").fill("moving")
    button = main_button(page)
    button.hover()
    page.mouse.down()
    expect(page.locator("#userProfile_email_error")).to_be_hidden()
    page.mouse.up()
    expect(page.get_by_role("alert")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refused_form_names_every_answer_and_keeps_the_rest(windows: Windows, scripts: bool):
    page = windows.page(scripts=scripts)
    page.goto("/signup")
    field(page, "userProfile.email").fill("zoe@example")
    field(page, "userProfile.firstName").fill("Zoë")
    field(page, "userProfile.team").select_option("engineering")
    main_button(page).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Fix 3 fields")
    if scripts:
        expect(summary).to_be_focused()
    expect(page).to_have_title("Error: Create your account (step 1 of 3) – Orchard")
    expect(field(page, "userProfile.email")).to_have_value("zoe@example")
    expect(field(page, "userProfile.firstName")).to_have_value("Zoë")
    expect(field(page, "userProfile.team")).to_have_value("engineering")
    summary.get_by_role("link").filter(has_text="last name").click()
    expect(field(page, "userProfile.lastName")).to_be_focused()
    expect(field(page, "userProfile.lastName")).to_have_accessible_description("Enter your last name.")


def test_a_button_is_busy_while_the_server_is_slow(page: Page):
    page.goto("/signin")
    page.evaluate(HOLD)
    field(page, "identifier").fill("slow@example.com")
    main_button(page).click()
    expect(main_button(page)).to_have_attribute("aria-busy", "true")
    main_button(page).click()
    field(page, "identifier").press("Enter")
    assert page.evaluate("window.sent") == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(main_button(page)).not_to_have_attribute("aria-busy", "true")
    main_button(page).click()
    assert page.evaluate("window.sent") == 2, "who came back to the page may send it again"


def test_a_password_can_be_seen_and_is_hidden_again_before_it_is_sent(page: Page, ada: FlowUser):
    page.goto("/signin")
    field(page, "identifier").fill(ada.address)
    main_button(page).click()
    box = page.locator("[name='credentials.passcode']")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("type", "password")
    box.fill("what I typed")
    page.get_by_role("button", name="Show password").click()
    expect(box).to_have_attribute("type", "text")
    expect(page.get_by_text("The password is visible")).to_be_attached()
    page.get_by_role("button", name="Hide password").click()
    expect(box).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show password").click()
    expect(box).to_have_attribute("type", "text")
    page.evaluate(HOLD)
    main_button(page).click()
    assert page.evaluate("window.sent") == 1
    expect(box).to_have_attribute("type", "password")


def test_a_password_manager_finds_username_and_password(page: Page, ada: FlowUser):
    page.goto("/signin")
    expect(field(page, "identifier")).to_have_attribute("autocomplete", "username webauthn")
    field(page, "identifier").fill(ada.address)
    main_button(page).click()
    heading(page, "Enter your password")
    expect(password_box(page)).to_have_attribute("autocomplete", "current-password")
    expect(page.locator("form:has([type=password]) [autocomplete=username]")).to_have_value(ada.address)


def test_a_new_password_is_guided_by_its_rules(embedded_server: Deployment, page: Page):
    begin_sign_up(page, "chooser@example.com", first_name="Tamsin")
    enter_code(page, letter(embedded_server, "chooser@example.com").code)
    heading(page, "Choose a password")
    box = password_box(page)
    expect(box).to_have_attribute("autocomplete", "new-password")
    expect(box).to_have_attribute("passwordrules", "minlength: 15; maxlength: 256; allowed: ascii-printable;")
    expect(page.locator("form:has([type=password]) [autocomplete=username]")).to_have_value(
        "chooser@example.com"
    )
    rules = page.locator(".policy li[data-rule]")
    length, personal = rules.filter(has_text="15"), rules.filter(has_not_text="15")
    box.press_sequentially("tamsin")
    expect(length).not_to_have_class("met")
    expect(personal).not_to_have_class("met")
    said = page.get_by_role("status").filter(has_text="Still needed")
    expect(said).to_contain_text("15")
    box.fill(PASSWORD)
    expect(length).to_have_class("met")
    expect(personal).to_have_class("met")
    expect(page.get_by_text("All checks passed so far")).to_be_attached()
    box.fill("aaaaaaaaaaaaaaaaaaaa")
    main_button(page).click()
    expect(page.get_by_role("alert")).to_be_focused()


def seconds_in(button: Locator) -> int:
    return int("".join(filter(str.isdecimal, button.inner_text())))


def test_resend_is_enabled_after_a_countdown(embedded_server: Deployment, page: Page):
    page.clock.install()
    begin_sign_up(page, "waiting@example.com")
    again = page.get_by_role("button", name="Send a new email")
    expect(again).to_have_attribute("aria-disabled", "true")
    expect(again).to_have_text(re.compile(r"Send a new email in \d+ s"))
    with posts_of(page) as posts:
        again.click(force=True)
        # The page's clock goes on beside what is added to it here.
        before = seconds_in(again)
        page.clock.run_for(5_000)
        assert 0 < seconds_in(again) <= before - 5
        page.clock.run_for(26_000)
    assert posts == [], "a press during the countdown sends nothing"
    expect(again).to_have_text("Send a new email")
    expect(page.get_by_text("You can ask for another email now")).to_be_attached()
    again.click()
    expect(page.get_by_role("alert").or_(page.get_by_role("status")).first).to_be_visible()
    assert embedded_server.mail is not None
    assert len(embedded_server.mail.to("waiting@example.com")) == 1, "the server's own clock decides"
