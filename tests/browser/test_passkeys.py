"""Passkeys with an authenticator of the browser itself: made at a sign-up, used, cancelled, removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.users import (
    HOME,
    begin_sign_up,
    choose_password,
    enter_code,
    field,
    heading,
    letter,
    main_button,
)
from tests.browser.windows import Windows
from tests.servers.processes import Deployment, embedded

pytestmark = pytest.mark.browser

OFFER = """
from django.utils import timezone
from policies.domain.rules import Kind
from policies.models import Rule
from policies.services.rules import draft_of, save_rule
from policies.services.policy_changes import Author
draft = draft_of(Rule.objects.get(policy__kind=Kind.ENROLLMENT, policy__is_default=True, is_default=True))
draft.outcome.offer = True
save_rule(draft, Author(None, timezone.now()))
"""
REMOVE = """
from django.utils import timezone
from accounts.models import Enrollment
from accounts.credentials.enrollments import remove
for one in Enrollment.objects.filter(user__login="{address}"):
    remove(one, timezone.now())
"""
# The empty page of a new window is no secure one and knows no passkeys.
NO_AUTOFILL = "if (isSecureContext) PublicKeyCredential.isConditionalMediationAvailable = async () => false"
NOTE_SIGNALS = """window.signals = [];
if (isSecureContext) PublicKeyCredential.signalUnknownCredential = async (told) => { signals.push(told); };"""
NO_PASSKEYS = "delete window.PublicKeyCredential"


@dataclass
class Device:
    """The authenticator of one page: what it holds, and whether its owner lets it answer."""

    session: CDPSession
    id: str

    @classmethod
    def beside(cls, page: Page) -> "Device":
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(session, made["authenticatorId"])

    def tell(self, command: str, **told: Any) -> Any:
        return self.session.send(f"WebAuthn.{command}", {"authenticatorId": self.id, **told})

    @property
    def keys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.tell("getCredentials")["credentials"]
        return found

    def recognises_owner(self, *, verified: bool) -> None:
        self.tell("setUserVerified", isUserVerified=verified)

    def take(self, keys: list[dict[str, Any]]) -> None:
        """Hold these keys, as a device does that shares them with another."""
        for key in keys:
            self.tell("addCredential", credential=key)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A server that offers at sign-up what users may set up."""
    with embedded(tmp_path_factory.mktemp("passkeys")) as deployment:
        deployment.manage("shell", "-c", OFFER)
        yield deployment


@pytest.fixture
def windows(browser: Browser, server: Deployment) -> Iterator[Windows]:
    with Windows(browser, server.url).watched() as opened:
        yield opened


def make_passkey(page: Page, server: Deployment, address: str) -> Device:
    """Sign up with a password, and with a passkey besides."""
    device = Device.beside(page)
    begin_sign_up(page, address)
    enter_code(page, letter(server, address).code)
    heading(page, "Choose a password")
    choose_password(page)
    heading(page, "Make your account safer")
    page.get_by_role("button", name="Passkey").click()
    heading(page, "Create a passkey")
    page.get_by_role("button", name="Create a passkey").click()
    heading(page, "Make your account safer")
    expect(page.get_by_role("button", name="Passkey")).to_have_count(0)
    page.get_by_role("button", name="Skip").click()
    page.wait_for_url(HOME)
    return device


def elsewhere(windows: Windows, device: Device, *scripts: str) -> tuple[Page, Device]:
    """Another window of the same user, whose device holds the same keys."""
    context = windows.open()
    for script in scripts:
        context.add_init_script(script)
    page = context.new_page()
    other = Device.beside(page)
    other.take(device.keys)
    return page, other


def press(page: Page) -> None:
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_a_passkey_made_at_sign_up_signs_in_by_the_button(server: Deployment, windows: Windows):
    device = make_passkey(windows.page(), server, "keyed@example.com")
    assert len(device.keys) == 1
    page, _ = elsewhere(windows, device, NO_AUTOFILL)
    page.goto("/signin")
    press(page)
    page.wait_for_url(HOME)


def test_a_passkey_signs_in_from_the_suggestions_of_the_address(server: Deployment, windows: Windows):
    device = make_passkey(windows.page(), server, "autofill@example.com")
    page, _ = elsewhere(windows, device)
    # The browser's authenticator picks the only suggestion by itself.
    page.goto("/signin")
    page.wait_for_url(HOME)


def test_cancelled_prompt_stays_on_the_page_without_an_error(server: Deployment, windows: Windows):
    device = make_passkey(windows.page(), server, "cancelled@example.com")
    page, other = elsewhere(windows, device, NO_AUTOFILL)
    other.recognises_owner(verified=False)
    page.goto("/signin")
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("alert")).to_have_count(0)
    other.recognises_owner(verified=True)
    button.click()
    page.wait_for_url(HOME)


def test_removed_passkey_is_refused_and_signaled_to_the_browser(server: Deployment, windows: Windows):
    address = "removed@example.com"
    device = make_passkey(windows.page(), server, address)
    page, _ = elsewhere(windows, device, NO_AUTOFILL, NOTE_SIGNALS)
    server.manage("shell", "-c", REMOVE.format(address=address))
    page.goto("/signin")
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("That passkey didn’t work")
    [told] = page.evaluate("window.signals")
    assert told["rpId"] == "localhost"
    assert told["credentialId"]


def test_a_device_that_has_a_passkey_of_this_account_says_so(server: Deployment, windows: Windows):
    page = windows.page()
    make_passkey(page, server, "two-keys@example.com")
    page.goto("/me/security")
    page.locator("form[action$='/add/passkey'] button, a[href$='/add/passkey']").first.click()
    page.get_by_role("button", name="Create a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("This device already has a passkey.")


def test_a_browser_without_passkeys_is_not_offered_any(windows: Windows):
    context = windows.open()
    context.add_init_script(NO_PASSKEYS)
    page = context.new_page()
    page.goto("/signin")
    expect(main_button(page)).to_be_visible()
    expect(page.get_by_text("passkey")).to_have_count(0)


def test_without_scripts_no_passkey_is_offered(windows: Windows):
    page = windows.page(width=360, scripts=False)
    page.goto("/signin")
    expect(page.get_by_text("Sign in with a passkey")).to_be_hidden()
    expect(field(page, "identifier")).to_have_attribute("autocomplete", "username webauthn")
