"""What a user does at the pages, in as few lines as it takes them clicks."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, Request, expect

from flows.domain.transaction import Intent
from tests.browser.windows import Windows
from tests.foreign.wire import Wire
from tests.journeys.driver import SIGNED_IN
from tests.journeys.hosted import HostedDriver
from tests.journeys.mailbox import EmailContext
from tests.servers.processes import Deployment

PASSWORD = "violet lantern over quiet gravel"
FLOW = re.compile(r"/flow/[\w-]+$")
HOME = re.compile(r"/me/(#.*)?$")


@dataclass(frozen=True)
class FlowUser:
    """A user with an account, and the cookies of a signed-in browser."""

    address: str
    password: str
    cookies: Any


def heading(page: Page, text: str) -> None:
    """Wait until the page with this heading is shown."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def main_button(page: Page) -> Locator:
    return page.locator("main form .btn.wide").first


def field(page: Page, path: str) -> Locator:
    return page.locator(f"main form:has(.btn.wide):not(details form) [name='{path}']")


def code_box(page: Page) -> Locator:
    return page.locator("input[autocomplete='one-time-code']")


def password_box(page: Page) -> Locator:
    return page.get_by_label("password", exact=False).and_(page.locator("input[name='credentials.passcode']"))


def fill_profile(page: Page, address: str, first_name: str = "Zoë", last_name: str = "Marsh") -> None:
    """Answer what the demo's form asks for."""
    field(page, "userProfile.email").fill(address)
    field(page, "userProfile.firstName").fill(first_name)
    field(page, "userProfile.lastName").fill(last_name)
    field(page, "userProfile.countryCode").select_option("IE")
    field(page, "userProfile.team").select_option("finance")


def begin_sign_up(page: Page, address: str, **names: str) -> None:
    """Fill in and send the form; the page that waits for the code is shown."""
    page.goto("/signup")
    fill_profile(page, address, **names)
    main_button(page).click()
    heading(page, "Check your email")


def enter_code(page: Page, code: str) -> None:
    """Type the code; the page sends it by itself where scripts run."""
    code_box(page).press_sequentially(code)


def choose_password(page: Page, password: str = PASSWORD) -> None:
    password_box(page).fill(password)
    main_button(page).click()


def sign_up(page: Page, server: Deployment, address: str, **names: str) -> None:
    """The whole way, by code, to the page of one's own."""
    begin_sign_up(page, address, **names)
    enter_code(page, letter(server, address).code)
    heading(page, "Choose a password")
    choose_password(page)
    page.wait_for_url(HOME)


def newcomer_page(windows: Windows, server: Deployment, address: str, first_name: str = "Zoë") -> Page:
    """Open a page of a new user, by requests alone, not in Chromium."""
    user, wire = HostedDriver(), Wire(server.url)
    user.client = wire
    user.begin(Intent.SIGN_UP)
    names = {"firstName": first_name, "lastName": "Marsh"}
    user.submit_profile({"email": address, **names, "countryCode": "IE", "team": "finance"})
    user.submit_code(letter(server, address).code)
    user.choose_password(PASSWORD)
    assert user.step == SIGNED_IN, user.errors
    page = windows.page()
    page.context.add_cookies(
        [
            {"name": one.name, "value": one.value or "", "url": server.url, "sameSite": "Lax"}
            for one in wire.session.cookies
        ]
    )
    return page


def letter(server: Deployment, address: str, count: int = 1, about: str = "") -> EmailContext:
    """Return the newest mail to an address, once `count` have come, wherever this server sends its mail.

    `about` is a part of its subject, where an address gets several kinds of mail.
    """
    if server.mail is not None:
        mail = server.mail.wait_for(address, count, about=about)
        return EmailContext(address, mail.subject, mail.text.replace("\r\n", "\n"))
    kept = _kept(server, address, count, about)
    return EmailContext(address, kept["subject"], kept["text"].replace("\r\n", "\n"))


def mailbox_token(server: Deployment) -> str:
    """The token of the address that the server printed when it started."""
    found = re.search(r"/dev/mail\?token=(\w+)", (server.logs / "serve.log").read_text())
    assert found, "the server printed no address of its mailbox"
    return found.group(1)


def _kept(server: Deployment, address: str, count: int, about: str, seconds: float = 60) -> dict[str, str]:
    url = f"{server.url}/dev/mail.json?to={address}&token={mailbox_token(server)}"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with urlopen(url) as answer:
            mails = [mail for mail in json.load(answer)["mails"] if about in mail["subject"]]
        if len(mails) >= count:
            return mails[0]
        time.sleep(0.05)
    raise AssertionError(f"fewer than {count} mails to {address} in {seconds} s")


@contextmanager
def posts_of(page: Page) -> Iterator[list[Request]]:
    """Note every form that the page sends."""
    sent: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request)

    page.on("request", note)
    yield sent
    page.remove_listener("request", note)
