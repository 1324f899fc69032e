"""okta-auth-js 8, unmodified, in a page of the server's site: forms, redirects, renewal and passkeys."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_passkeys import Device
from tests.browser.users import choose_password, enter_code, field, heading, letter, main_button
from tests.foreign.apps import Registered
from tests.foreign.users import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.npm]

HERE = Path(__file__).parent


class _Files(SimpleHTTPRequestHandler):
    """The page, and the packages of npm."""

    def translate_path(self, path: str) -> str:
        packages = path.startswith("/packages/")
        self.directory = str(HERE / ("node_modules" if packages else "okta_page"))
        return super().translate_path(path.removeprefix("/packages"))

    def log_message(self, *args: Any) -> None:
        """Say nothing: the terminal shows addresses."""


@pytest.fixture(scope="module")
def origin(registered: Registered) -> Iterator[str]:
    """Where the page is."""
    port = registered.ports["8216"]
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Files, directory=str(HERE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{port}"
        server.shutdown()


class OktaPage:
    """The page of one app in a window."""

    def __init__(self, page: Page, registered: Registered, origin: str, client_id: str) -> None:
        self.page, self.registered = page, registered
        issuer = f"{registered.server.url}/oauth2/default"
        page.goto(f"{origin}/?{urlencode({'issuer': issuer, 'clientId': client_id})}")

    def call(self, function: str, *given: Any) -> Any:
        return self.page.evaluate(f"(given) => {function}(...given)", list(given))

    def proceed(self, step: str, **values: Any) -> dict[str, Any]:
        told: dict[str, Any] = self.call("proceed", {"step": step, **values})
        return told

    def sign_up(self, address: str) -> dict[str, Any]:
        self.call("start", "register")
        self.proceed("select-enroll-profile")
        self.proceed("enroll-profile", email=address, firstName="Ada", lastName="Okafor")
        code = letter(self.registered.server, address).code
        self.proceed("enroll-authenticator", verificationCode=code)
        return self.proceed("enroll-authenticator", password=PASSWORD)


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def test_okta_auth_js_creates_and_uses_a_passkey_of_its_origin(
    window: Page, registered: Registered, origin: str
):
    address = "ada.oktapage@example.com"
    page = OktaPage(window, registered, origin, "okta-vault")
    device = Device.beside(window)
    asked = page.sign_up(address)
    assert asked["step"] == "select-authenticator-enroll", asked
    assert page.proceed("select-authenticator-enroll", authenticator="webauthn")["step"] == (
        "enroll-authenticator"
    )
    made = page.call("createPasskey")
    assert (made["status"], made["email"]) == ("SUCCESS", address), made
    assert len(device.keys) == 1
    page.call("start", "authenticate")
    page.proceed("identify", username=address)
    asked = page.proceed("challenge-authenticator", password=PASSWORD)
    assert asked["step"] == "challenge-authenticator", asked
    used = page.call("usePasskey")
    assert (used["status"], used["email"]) == ("SUCCESS", address), used
    assert "hwk" in used["amr"]


def test_okta_auth_js_renews_silently_and_signs_out(window: Page, registered: Registered, origin: str):
    address = "bo.oktapage@example.com"
    page = OktaPage(window, registered, origin, "okta-page")
    window.evaluate("() => void auth.token.getWithRedirect({ prompt: 'create' })")
    field(window, "userProfile.email").fill(address)
    field(window, "userProfile.firstName").fill("Bo")
    field(window, "userProfile.lastName").fill("Okafor")
    main_button(window).click()
    heading(window, "Check your email")
    enter_code(window, letter(registered.server, address).code)
    heading(window, "Choose a password")
    choose_password(window)
    window.wait_for_url(f"{origin}/?code=*")
    assert page.call("finishRedirect") == address
    assert page.call("renew") == {"renewed": True, "email": address}
    left = f"{origin}/"
    with window.expect_event("framenavigated", lambda frame: frame.url.startswith(left)):
        window.evaluate(f"() => void auth.signOut({{ postLogoutRedirectUri: '{left}' }})")
    window.wait_for_load_state()
    expect(window.get_by_role("heading", level=1)).to_have_text("okta-auth-js")
    refused = window.evaluate("() => auth.token.getWithoutPrompt().catch((error) => error.errorCode)")
    assert refused == "login_required"
