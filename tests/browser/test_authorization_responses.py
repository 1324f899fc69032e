"""Answers that a page carries to an app: by a form, by a message between windows, and a posted logout."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.users import choose_password, enter_code, field, heading, letter, main_button
from tests.browser.windows import Windows
from tests.oidc.parties import VERIFIER, challenge_of
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser
LISTEN = """
    setTimeout(fail, 30000, "no message came");
    addEventListener("message", event => done({ origin: event.origin, ...event.data }), { once: true });
"""
ASK_IN_FRAME = f"""url => new Promise((done, fail) => {{ {LISTEN}
    document.body.append(Object.assign(document.createElement("iframe"), {{ src: url }}));
}})"""
ASK_IN_POPUP = f"""url => new Promise((done, fail) => {{ {LISTEN}
    window.open(url);
}})"""
POST = """([url, sent]) => {
    const form = document.body.appendChild(document.createElement("form"));
    Object.assign(form, { method: "post", action: url });
    for (const [name, value] of Object.entries(sent))
        form.append(Object.assign(document.createElement("input"), { name, value }));
    form.submit();
}"""


class _Handler(BaseHTTPRequestHandler):
    """Every page of the app, which keeps what is posted to it."""

    def __init__(self, *args: Any, posted: list[dict[str, str]]) -> None:
        self.posted = posted
        super().__init__(*args)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>App</title><link rel=icon href=data:,><h1>The app</h1>")

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.posted.append({name: values[0] for name, values in body.items()})
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        """Write nothing."""


@dataclass
class App:
    """An app whose pages are reached by two names: one of the server's site, and one of another."""

    server: Deployment
    client_id: str = ""
    port: int = 0
    posted: list[dict[str, str]] = dataclass_field(default_factory=list)

    @property
    def same_site(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def other_site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, mode: str, site: str, **more: str) -> str:
        asked = {
            "client_id": self.client_id,
            "response_type": "code",
            "response_mode": mode,
            "redirect_uri": f"{site}/back",
            "scope": "openid email",
            "state": "a state",
            "code_challenge": challenge_of(),
            "code_challenge_method": "S256",
        }
        return f"{self.server.url}/oauth2/default/v1/authorize?{urlencode({**asked, **more})}"


def _listen(posted: list[dict[str, str]]) -> int:
    """Serve pages until the process ends, and return the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, posted=posted))
    Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


@pytest.fixture(scope="module")
def app(embedded_server: Deployment) -> App:
    app = App(embedded_server)
    app.port = _listen(app.posted)
    back = f"{app.same_site}/back,{app.other_site}/back"
    words = ("create_app", "Planner", "--spa", "--redirect-uri", back, "--everyone", "--sign-up")
    made = embedded_server.manage(*words, "--post-logout-uri", f"{app.other_site}/bye", "--json")
    app.client_id = str(json.loads(made)["client_id"])
    return app


@pytest.fixture
def windows(browser: Browser, embedded_server: Deployment) -> Iterator[Windows]:
    with Windows(browser, embedded_server.url).watched() as opened:
        yield opened


def sign_up(page: Page, server: Deployment, url: str, who: str) -> None:
    page.goto(url)
    field(page, "userProfile.email").fill(who)
    field(page, "userProfile.firstName").fill("Zoë")
    field(page, "userProfile.lastName").fill("Marsh")
    main_button(page).click()
    enter_code(page, letter(server, who).code)
    heading(page, "Choose a password")
    choose_password(page)
    heading(page, "The app")


def test_a_form_carries_the_answer_after_a_sign_up_and_at_once(windows: Windows, app: App):
    page, url = windows.page(), app.url("form_post", app.other_site)
    app.posted.clear()
    sign_up(page, app.server, f"{url}&prompt=create", "ada.form@example.com")
    page.goto(url)
    heading(page, "The app")
    assert [set(answer) for answer in app.posted] == [{"code", "state", "iss"}] * 2
    assert {answer["state"] for answer in app.posted} == {"a state"}


def test_a_form_is_posted_by_its_button_without_scripts(windows: Windows, app: App):
    page = windows.page(scripts=False)
    app.posted.clear()
    page.goto(app.url("form_post", app.same_site, prompt="none"))
    page.get_by_role("button", name="Go to Planner").click()
    heading(page, "The app")
    assert app.posted[0]["error"] == "login_required"


def test_a_message_carries_the_answer_out_of_a_frame_of_the_same_site(windows: Windows, app: App):
    page, url = windows.page(), app.url("okta_post_message", app.same_site, prompt="none")
    page.goto(app.same_site)
    assert page.evaluate(ASK_IN_FRAME, url)["error"] == "login_required"
    create = app.url("query", app.same_site, prompt="create")
    sign_up(page, app.server, create, "ada.frame@example.com")
    told = page.evaluate(ASK_IN_FRAME, url)
    assert (told["state"], told["origin"]) == ("a state", app.server.url)
    assert told["code"]
    assert page.evaluate(ASK_IN_POPUP, url)["code"]


def test_frame_of_another_site_has_no_session_and_gets_an_error(windows: Windows, app: App):
    """The session cookie is Lax: such apps use refresh tokens."""
    page, create = windows.page(), app.url("query", app.other_site, prompt="create")
    sign_up(page, app.server, create, "bo.frame@example.com")
    url = app.url("okta_post_message", app.other_site, prompt="none")
    assert page.evaluate(ASK_IN_FRAME, url)["error"] == "login_required"


def test_a_stranger_frames_nothing(browser: Browser, app: App):
    windows = Windows(browser, app.server.url)  # Chromium complains of the frame, as it should
    page = windows.page()
    page.goto(f"http://localhost:{_listen([])}/")
    url = app.url("okta_post_message", app.same_site, prompt="none")
    with page.expect_event("framenavigated", lambda frame: frame.parent_frame is not None):
        page.evaluate(
            "url => { document.body.append(Object.assign(document.createElement('iframe'), { src: url })) }",
            url,
        )
    assert page.frames[1].url.startswith("chrome-error:")
    windows.contexts[0].close()


def test_a_logout_posted_from_another_site_signs_out(windows: Windows, app: App):
    page, create = windows.page(), app.url("query", app.other_site, prompt="create")
    sign_up(page, app.server, create, "ada.posted@example.com")
    body = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "code": parse_qs(page.url.partition("?")[2])["code"][0],
        "redirect_uri": f"{app.other_site}/back",
        "code_verifier": VERIFIER,
    }
    base = f"{app.server.url}/oauth2/default/v1"
    id_token = requests.post(f"{base}/token", body, timeout=120).json()["id_token"]
    bye = {"id_token_hint": id_token, "post_logout_redirect_uri": f"{app.other_site}/bye", "state": "s"}
    page.evaluate(POST, [f"{base}/logout", bye])
    page.wait_for_url(f"{app.other_site}/bye?state=s")
    page.goto(f"{app.server.url}/me/")
    expect(page).to_have_url(f"{app.server.url}/signin?next=/me/")
