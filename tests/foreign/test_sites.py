"""Libraries of web sites, unmodified and set up as their authors document, against the running server."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests

from examples.serving import HOST
from tests.foreign.apps import ORIGIN, Registered
from tests.foreign.users import AtTheApp, FlowUser, party
from tests.lint import ROOT
from tests.servers.launch import wait_for_port
from tools.npm_ci import NODE

pytestmark = pytest.mark.processes

SITES = {"mozilla": "8211", "allauth": "8212", "social": "8213"}
STARTS = {
    "mozilla": "/oidc/authenticate/",
    "allauth": "/accounts/oidc/my-server/login/",
    "social": "/login/oidc/",
}


@contextmanager
def site(command: list[str], port: int, folder: Path = ROOT) -> Iterator[str]:
    """Run a site beside the tests, and yield its address."""
    with subprocess.Popen([*command], cwd=folder) as process:
        try:
            wait_for_port(port, process)
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


@pytest.fixture(scope="module", params=SITES)
def django_site(
    registered: Registered, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A Django site of one library: its name and address."""
    library: str = request.param
    port = registered.ports[SITES[library]]
    given = [registered.server.url, library, registered.secrets[library], str(port)]
    database = str(tmp_path_factory.mktemp(library) / "site.sqlite3")
    command = [sys.executable, "-m", "tests.foreign.django_site", library, *given, database]
    with site(command, port) as address:
        yield library, address


@pytest.fixture(scope="module")
def passport(registered: Registered) -> Iterator[str]:
    port = registered.ports["8214"]
    command = [
        str(NODE),
        "passport_site.mjs",
        registered.server.url,
        "passport",
        registered.secrets["passport"],
    ]
    with site([*command, str(port)], port, ROOT / "tests" / "foreign") as address:
        yield address


def signed_in_user(registered: Registered, address: str) -> FlowUser:
    """Return a user who has an account and a session here."""
    user = FlowUser(registered)
    user.sign_up(party(registered, "timesheet").authorize_url(prompt="create"), address)
    return user


def leave(browser: requests.Session, url: str) -> str:
    """Press the site's button to sign in; return where it sends the browser."""
    answer = browser.get(url, allow_redirects=False)
    if answer.status_code in (200, 405):
        # A button posts a form, which has the site's token against forged requests.
        token = browser.get(urljoin(url, "/")).json()["csrf"]
        form = {"csrfmiddlewaretoken": token}
        answer = browser.post(url, form, headers={"Referer": url}, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def email_at(browser: requests.Session, site: str) -> str:
    """Return whose account a browser is signed in to at a Django site."""
    said: str = browser.get(f"{site}/").json()["email"]
    return said


def asked_in(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_django_site_signs_a_user_in_as_documented(registered: Registered, django_site: tuple[str, str]):
    library, address = django_site
    email = f"ada.{library}@example.com"
    user, browser = signed_in_user(registered, email), requests.Session()
    asked = leave(browser, f"{address}{STARTS[library]}")
    assert "code_challenge" not in asked_in(asked)
    page = browser.get(user.arrive(asked))
    assert (page.status_code, page.url) == (200, f"{address}/"), page.text
    assert email_at(browser, address) == email


def test_django_site_signs_a_user_in_by_hosted_pages(registered: Registered, django_site: tuple[str, str]):
    """The request without PKCE survives the pages of a sign-up."""
    library, address = django_site
    email = f"bo.{library}@example.com"
    user, browser = FlowUser(registered), requests.Session()
    asked = leave(browser, f"{address}{STARTS[library]}")
    back = user.sign_up(f"{asked}&prompt=create", email)
    browser.get(back)
    assert email_at(browser, address) == email


def test_a_django_site_takes_no_answer_for_another_browser(
    registered: Registered, django_site: tuple[str, str]
):
    library, address = django_site
    user = signed_in_user(registered, f"cy.{library}@example.com")
    back = user.arrive(leave(requests.Session(), f"{address}{STARTS[library]}"))
    other = requests.Session()
    other.get(back)
    assert email_at(other, address) == ""


@pytest.mark.npm
def test_passport_signs_a_user_in_as_documented(registered: Registered, passport: str):
    user, browser = signed_in_user(registered, "ada.passport@example.com"), requests.Session()
    asked = leave(browser, f"{passport}/login")
    assert "code_challenge" not in asked_in(asked)
    page = browser.get(user.arrive(asked))
    assert (page.status_code, page.url) == (200, f"{passport}/"), page.text
    assert page.json()["issuer"] == registered.server.url
    assert page.json()["id"]


def aspnet(registered: Registered, **more: str) -> dict[str, str]:
    """Return a request as ASP.NET Core's OpenIdConnectHandler makes it, with its state of 3 kB."""
    return {
        "client_id": "aspnet",
        "redirect_uri": f"http://{HOST}:{registered.ports['8215']}/signin-oidc",
        "response_type": "code",
        "scope": "openid profile",
        "response_mode": "form_post",
        "nonce": "638681234567890123.M2Y1ZTcwNTAtNGEyZS00YzE0",
        "state": "CfDJ8" + "Ab9_-" * 600,
        "x-client-SKU": "ID_NET8_0",
        "x-client-ver": "7.1.2.0",
        **more,
    }


def posted(user: FlowUser) -> dict[str, str]:
    """Return what the page of the answer posts to the app."""
    (form,) = [form for form in user.page.all("form") if form.get("id") == "response"]
    assert form.get("action").endswith("/signin-oidc")
    return {name: str(values[0]) for name, values in form.sends().items()}


CHALLENGE = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # both of RFC 7636, appendix B


@pytest.mark.parametrize("pkce", [True, False], ids=["UsePkce", "no PKCE"])
def test_a_request_as_aspnet_core_makes_it_is_answered(registered: Registered, pkce: bool):
    user = signed_in_user(registered, f"ada.aspnet{int(pkce)}@example.com")
    asked = aspnet(registered, **(CHALLENGE if pkce else {}))
    user.open(f"/oauth2/v1/authorize?{urlencode(asked)}")
    answer = posted(user)
    assert (answer["state"], answer["iss"]) == (asked["state"], registered.server.url)
    body: dict[str, Any] = {
        "client_id": "aspnet",
        "client_secret": registered.secrets["aspnet"],
        "code": answer["code"],
        "grant_type": "authorization_code",
        "redirect_uri": asked["redirect_uri"],
        **({"code_verifier": VERIFIER} if pkce else {}),
    }
    given = requests.post(f"{registered.server.url}/oauth2/v1/token", body, timeout=120)
    assert given.status_code == 200, given.text
    assert given.json()["id_token"]


def test_an_interaction_code_is_exchanged_without_redirect_uri(registered: Registered):
    """As the SDKs for .NET, Java and Kotlin do."""

    user = AtTheApp(registered, "timesheet", ORIGIN)
    user.sign_up("ada.interaction@example.com")
    given = user.app.token(
        grant_type="interaction_code", interaction_code=user.code, code_verifier=user.app.verifier
    )
    assert given.status_code == 200, given.content
