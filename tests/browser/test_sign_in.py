"""Signing in and out, and a forgotten password."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.users import (
    HOME,
    PASSWORD,
    FlowUser,
    choose_password,
    enter_code,
    field,
    heading,
    letter,
    main_button,
    newcomer_page,
    password_box,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

NEW_PASSWORD = "copper meadow under slow thunder"


def identify(page: Page, address: str) -> None:
    page.goto("/signin")
    field(page, "identifier").fill(address)
    main_button(page).click()


def sign_in(page: Page, user: FlowUser) -> None:
    identify(page, user.address)
    heading(page, "Enter your password")
    password_box(page).fill(user.password)
    main_button(page).click()
    page.wait_for_url(HOME)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_user_signs_in_after_a_wrong_password(windows: Windows, ada: FlowUser, width: int, scripts: bool):
    page = windows.page(width=width, scripts=scripts)
    identify(page, ada.address)
    heading(page, "Enter your password")
    expect(page.locator(".who")).to_contain_text(ada.address)
    password_box(page).fill("not the right words at all")
    main_button(page).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(password_box(page)).to_have_value("")
    password_box(page).fill(ada.password)
    main_button(page).click()
    page.wait_for_url(HOME)
    heading(page, "Hello, Ada")


def test_unknown_user_is_informed_and_can_sign_up(page: Page):
    identify(page, "nobody@example.com")
    note = page.get_by_role("status").filter(has_text="nobody@example.com")
    expect(note).to_be_visible()
    expect(field(page, "identifier")).to_have_value("nobody@example.com")
    note.get_by_text("Create an account").click()
    heading(page, "Create your account")


def test_after_signing_out_the_back_button_shows_nothing_private(windows: Windows, ada: FlowUser):
    page = windows.page()
    sign_in(page, ada)
    private = page.reload()
    assert private is not None
    assert private.headers["cache-control"] == "no-store"
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    heading(page, "You’re signed out")
    page.go_back()
    heading(page, "Sign in")
    expect(page.locator("body")).not_to_contain_text("Okafor")
    page.goto("/me/")
    heading(page, "Sign in")


def test_signed_in_user_is_redirected_home(windows: Windows, ada: FlowUser):
    page = windows.page()
    sign_in(page, ada)
    page.goto("/signin")
    page.wait_for_url(HOME)


def test_a_forgotten_password_is_replaced(embedded_server: Deployment, windows: Windows):
    begun = newcomer_page(windows, embedded_server, "forgetful@example.com")
    begun.goto("/me/")
    heading(begun, "Welcome, Zoë")
    page = windows.page(width=360)
    identify(page, "forgetful@example.com")
    page.get_by_text("Forgot your password?").click()
    heading(page, "Check your email")
    enter_code(page, letter(embedded_server, "forgetful@example.com", about="recovery code").code)
    heading(page, "Choose a new password")
    choose_password(page, NEW_PASSWORD)
    page.wait_for_url(HOME)
    begun.reload()
    heading(begun, "Sign in")
    sign_in(begun, FlowUser("forgetful@example.com", NEW_PASSWORD, None))


def test_recovery_begins_without_scripts_too(plain: Page, ada: FlowUser, embedded_server: Deployment):
    plain.goto("/recover")
    field(plain, "identifier").fill(ada.address)
    main_button(plain).click()
    heading(plain, "Check your email")
    expect(plain.locator("main")).not_to_contain_text(PASSWORD)
    assert letter(embedded_server, ada.address, about="recovery code").code
