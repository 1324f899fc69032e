"""Every state of every journey's pages, one after the other in one window."""

import time
from collections.abc import Generator, Iterator

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.users import (
    HOME,
    choose_password,
    code_box,
    enter_code,
    field,
    fill_profile,
    heading,
    letter,
    mailbox_token,
    main_button,
    password_box,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

ADDRESS = "ada.okafor@example.com"
State = tuple[str, Page]
OWN_PAGES = {
    "profile": "Profile",
    "activity": "Recent activity",
    "preferences": "Language and theme",
    "data": "Your data",
}


def every_state(server: Deployment, windows: Windows) -> Iterator[State]:
    """Yield the name of each state and its page, which stays until the next is requested."""
    page = windows.page()
    yield from signing_up(server, windows, page)
    app = yield from settling(server, page)
    yield from signing_in(page)
    yield from recovering(server, page, app)
    yield from reading_mail(server, page)
    yield from administering(server, windows.page())


def signing_up(server: Deployment, windows: Windows, page: Page) -> Iterator[State]:
    page.goto("/signup")
    fill_profile(page, ADDRESS, first_name="Ada", last_name="Okafor")
    yield "sign-up", page
    field(page, "userProfile.email").fill("ada@example")
    field(page, "userProfile.lastName").fill("")
    main_button(page).click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "sign-up-errors", page
    fill_profile(page, ADDRESS, first_name="Ada", last_name="Okafor")
    main_button(page).click()
    heading(page, "Check your email")
    sent = letter(server, ADDRESS)
    yield "check-email", page
    page.locator("summary").first.click()
    page.locator("summary").last.click()
    yield "check-email-help", page
    yield from _elsewhere(windows, sent.link)
    enter_code(page, "000000" if sent.code != "000000" else "111111")
    expect(page.get_by_role("alert")).to_be_focused()
    yield "check-email-wrong", page
    expect(code_box(page)).to_have_value("")
    enter_code(page, sent.code)
    heading(page, "Choose a password")
    password_box(page).press_sequentially("maple orchard")
    yield "password", page
    main_button(page).click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "password-refused", page
    choose_password(page)
    page.wait_for_url(HOME)
    yield "dashboard", page


def _elsewhere(windows: Windows, link: str) -> Iterator[State]:
    other = windows.page()
    other.goto(link)
    heading(other, "Enter this code where you started")
    yield "link-elsewhere", other
    other.goto(link[:-8])
    yield "link-cut", other


def settling(server: Deployment, page: Page) -> Generator[State, None, pyotp.TOTP]:
    """The settings; return what the authenticator app knows by then."""
    page.goto("/me/security")
    page.get_by_role("button", name="Set up Authenticator app").click()
    heading(page, "Set up an authenticator app")
    yield "set-up-app", page
    app = pyotp.TOTP(page.locator("#seed_key").inner_text().replace(" ", ""))
    enter_code(page, app.now())
    page.wait_for_url("**/me/security*")
    page.get_by_role("button", name="Set up Recovery codes").click()
    heading(page, "Save your recovery codes")
    yield "set-up-recovery-codes", page
    main_button(page).click()
    heading(page, "Security")
    page.goto(letter(server, ADDRESS, about="sign-in method").link)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield "undo", page
    page.goto("/me/security")
    heading(page, "Security")
    yield "security", page
    for name, title in OWN_PAGES.items():
        page.goto(f"/me/{name}")
        heading(page, title)
        yield name, page
    page.goto("/me/security")
    page.get_by_role("button", name="Remove Recovery codes").click()
    heading(page, "Remove “Recovery codes”?")
    yield "remove", page
    page.goto("/me/sessions")
    heading(page, "Where you’re signed in")
    yield "sessions", page
    page.locator(".menu summary").click()
    yield "menu", page
    page.get_by_role("button", name="Sign out", exact=True).click()
    heading(page, "You’re signed out")
    yield "signed-out", page
    return app


def signing_in(page: Page) -> Iterator[State]:
    page.goto("/signin")
    yield "sign-in", page
    field(page, "identifier").fill("nobody@example.com")
    main_button(page).click()
    expect(page.get_by_role("status").filter(has_text="nobody@example.com")).to_be_visible()
    yield "sign-in-unknown", page
    field(page, "identifier").fill(ADDRESS)
    main_button(page).click()
    heading(page, "Enter your password")
    yield "sign-in-password", page
    password_box(page).fill("not the right one")
    main_button(page).click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "sign-in-password-wrong", page


def recovering(server: Deployment, page: Page, app: pyotp.TOTP) -> Iterator[State]:
    page.goto("/recover")
    yield "recover", page
    field(page, "identifier").fill(ADDRESS)
    main_button(page).click()
    heading(page, "Check your email")
    yield "recover-email", page
    enter_code(page, letter(server, ADDRESS, 4).code)
    heading(page, "Open your authenticator app")
    yield "second-factor", page
    # A code counts once, so this is the next one: the clock may be half a minute off.
    enter_code(page, app.at(time.time() + app.interval))
    heading(page, "Choose a new password")
    yield "recover-password", page
    page.goto("/flow/unknown")
    yield "expired", page
    page.goto("/nothing-here")
    yield "not-found", page


def reading_mail(server: Deployment, page: Page) -> Iterator[State]:
    page.goto(f"/dev/mail?token={mailbox_token(server)}")
    yield "mailbox", page
    page.locator(".mails a").last.click()
    expect(page.locator("#code")).to_be_visible()
    yield "mail", page


def administering(server: Deployment, page: Page) -> Iterator[State]:
    page.goto(server.manage("admin_access", "admin@example.com").split()[0])
    yield "admin-access", page
    main_button(page).click()
    heading(page, "Home")
    yield "admin-home", page
    page.goto("/admin/accounts/user/")
    heading(page, "People")
    yield "admin-people", page
    page.locator("#result_list th a", has_text=ADDRESS).click()
    heading(page, ADDRESS)
    yield "admin-user", page
    page.get_by_role("link", name="Suspend", exact=True).click()
    heading(page, "Suspend")
    yield "admin-confirm", page
    page.goto("/admin/accounts/event/")
    heading(page, "Events")
    page.locator("#changelist-filter summary").click()
    yield "admin-events", page
    page.goto("/admin/accounts/group/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "admin-errors", page
    page.goto("/admin/enrollment/profileenrollmentpolicy/")
    page.get_by_role("link", name="Demo sign-up").click()
    expect(page.locator("#policy-effect")).to_be_visible()
    yield "admin-policy", page
    page.goto("/admin/identity_providers/identityprovider/add/")
    yield "admin-provider-kinds", page
    page.get_by_role("link", name="Add Apple").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "admin-provider", page
    page.goto("/admin/policies/authenticationpolicy/")
    page.locator("#result_list th a", has_text="Administration").click()
    expect(page.locator(".policy-rules h3 a")).to_have_count(1)
    yield "admin-rules", page
    page.goto("/admin/policies/authenticationpolicy/")
    page.locator("#result_list th a", has_text="Default").click()
    page.locator(".policy-rules h3 a").click()
    page.get_by_label("Two factors", exact=True).check()
    page.get_by_role("button", name="Simulate with these values").click()
    page.get_by_role("button", name="Simulate", exact=True).click()
    expect(page.locator(".simulated.differs")).to_have_count(1)
    yield "admin-simulation", page
