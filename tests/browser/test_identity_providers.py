"""Going to an identity provider and coming back, in Chromium."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import ECKey
from playwright.sync_api import Browser, Page, expect

from accounts.identities import new_public_id
from tests.browser.users import (
    HOME,
    PASSWORD,
    FlowUser,
    field,
    heading,
    main_button,
    newcomer_page,
    password_box,
)
from tests.browser.windows import Windows
from tests.identity_providers.upstream import Upstream, an_upstream
from tests.servers.identity_providers import add_provider
from tests.servers.processes import Deployment, embedded
from tests.servers.smtp import mail_server

pytestmark = pytest.mark.browser

MAPPING = [
    {"claim": "given_name", "attribute": "firstName", "time": "creation"},
    {"claim": "family_name", "attribute": "lastName", "time": "creation"},
]
NAME = json.dumps({"name": {"firstName": "Zoë", "lastName": 'O"Kafor'}, "email": "evil@example.com"})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A server with identity providers, apart from that of other tests: its buttons are on every page."""
    with mail_server() as mail, embedded(tmp_path_factory.mktemp("providers"), mail) as deployment:
        yield deployment


@pytest.fixture
def windows(browser: Browser, server: Deployment) -> Iterator[Windows]:
    with Windows(browser, server.url).watched() as opened:
        yield opened


@pytest.fixture(scope="module")
def apple(server: Deployment) -> Iterator[Upstream]:
    """A provider shaped like Apple, on another site than the server: 127.0.0.1, not localhost."""
    with an_upstream() as running:
        running.metadata = {"userinfo_endpoint": None}
        key = ECKey.generate_key("P-256").as_pem(private=True).decode()
        columns = {"issuer": running.url, "scopes": ["openid", "email", "name"], "mapping": MAPPING}
        more = {"kind": "apple", "parameters": {"team_id": "TEAM", "key_id": "KEY"}}
        add_provider(server, "example.com", label="Apple", secret=key, **columns, **more)
        yield running


def press(page: Page, label: str, path: str = "/signin") -> None:
    """Press the button of a provider."""
    page.goto(path)
    page.get_by_role("button", name=f"Continue with {label}").click()


def go_on(page: Page, *links: str) -> None:
    """Press what pages without scripts wait for."""
    for name in links:
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).click()


def finish_profile(page: Page) -> None:
    """Fill in what no provider says."""
    field(page, "userProfile.countryCode").select_option("IE")
    field(page, "userProfile.team").select_option("finance")
    main_button(page).click()


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_form_posted_from_another_site_signs_up_and_in(
    windows: Windows, apple: Upstream, width: int, scripts: bool
):
    address = f"zoe.{width}@example.com"
    apple.user = {"sub": f"zoe-{width}", "email": address, "email_verified": "true"}
    apple.named = NAME
    by_hand = () if scripts else ("Back to the app", "Continue")
    page = windows.page(width=width, scripts=scripts)

    press(page, "Apple", "/signup")
    go_on(page, *by_hand)

    expect(field(page, "userProfile.email")).to_have_value(address)
    expect(field(page, "userProfile.firstName")).to_have_value("Zoë")
    expect(field(page, "userProfile.lastName")).to_have_value('O"Kafor')
    assert "code=" not in page.url
    finish_profile(page)
    page.wait_for_url(HOME)
    heading(page, "Welcome, Zoë")

    # The name comes once, and the account needs no more than its subject.
    apple.user, apple.named = {"sub": f"zoe-{width}"}, ""
    page = windows.page(width=width, scripts=scripts)
    press(page, "Apple")
    go_on(page, *by_hand)
    page.wait_for_url(HOME)
    heading(page, "Hello, Zoë")


@pytest.fixture(scope="module")
def other(server: Deployment, embedded_server: Deployment) -> str:
    """The server of other tests as the provider of this one; return its public id here."""
    public_id = new_public_id()
    back = f"{server.url}/idp/callback/{public_id}"
    made = embedded_server.manage("create_app", "Second", "--redirect-uri", back, "--everyone", "--json")
    client = json.loads(made)
    columns = {"issuer": f"{embedded_server.url}/oauth2/default", "client_id": client["client_id"]}
    more = {"label": "First", "public_id": public_id, "mapping": MAPPING}
    return add_provider(server, "example.net", secret=client["client_secret"], **columns, **more)


def sign_in_there(page: Page, user: FlowUser) -> None:
    """Sign in at the provider, which is this product."""
    field(page, "identifier").fill(user.address)
    main_button(page).click()
    heading(page, "Enter your password")
    password_box(page).fill(user.password)
    main_button(page).click()


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_account_of_another_server_signs_up_and_in(
    windows: Windows, embedded_server: Deployment, width: int, scripts: bool
):
    address = f"ada.{width}@example.net"
    there = Windows(windows.browser, embedded_server.url)
    user = FlowUser(address, PASSWORD, None)
    newcomer_page(there, embedded_server, address)
    page = windows.page(width=width, scripts=scripts)

    press(page, "First", "/signup")
    sign_in_there(page, user)
    expect(field(page, "userProfile.email")).to_have_value(address)
    expect(field(page, "userProfile.firstName")).to_have_value("Zoë")
    finish_profile(page)
    page.wait_for_url(HOME)

    # Without the session here, that of the provider is enough.
    page.context.clear_cookies(name=re.compile(f"-{urlsplit(windows.url).port}$"))
    press(page, "First")
    page.wait_for_url(HOME)
    heading(page, "Hello, Zoë")

    # Without either, the provider asks.
    page.context.clear_cookies()
    press(page, "First")
    sign_in_there(page, user)
    page.wait_for_url(HOME)
    for context in there.contexts:
        context.close()
