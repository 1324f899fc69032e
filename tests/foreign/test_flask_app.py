"""The Flask example, its own code on a port of its own, by a browser without scripts."""

from urllib.parse import urlsplit

import pytest
import requests

from examples.flask_app import create_app
from examples.serving import HOST, serve_flask
from tests.foreign.apps import Registered
from tests.foreign.users import FlowUser

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def app(registered: Registered) -> str:
    """The address of the example, which runs beside the tests."""
    port = registered.ports["8201"]
    key = "flask-example"
    serve_flask(create_app(registered.server.url, key, registered.secrets[key]), port)
    return f"http://{HOST}:{port}"


def to_server(browser: requests.Session, answer: requests.Response) -> str:
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_the_flask_example_signs_up_refreshes_and_signs_out(registered: Registered, app: str):
    browser, user = requests.Session(), FlowUser(registered)
    asked = browser.get(f"{app}/signup", allow_redirects=False)
    back = user.sign_up(to_server(browser, asked), "ada.flask@example.com")
    page = browser.get(back)
    assert (page.url, page.status_code) == (f"{app}/", 200)
    assert "ada.flask@example.com" in page.text
    assert "Example people" in page.text
    assert "ada.flask@example.com" in browser.post(f"{app}/refresh").text
    left = browser.post(f"{app}/logout", allow_redirects=False)
    assert user.arrive(to_server(browser, left)) == f"{app}/"
    assert "Create an account" in browser.get(f"{app}/").text
    user.arrive(to_server(browser, browser.get(f"{app}/login", allow_redirects=False)))
    assert user.step == "identify"


def test_flask_example_shows_the_servers_error(app: str):
    answer = requests.get(f"{app}/callback?error=access_denied&error_description=Not+today", timeout=120)
    assert (answer.status_code, urlsplit(answer.url).path) == (400, "/callback")
    assert "Not today" in answer.text


def test_flask_example_refuses_an_unsolicited_code(app: str):
    answer = requests.get(f"{app}/callback?code=stolen&state=guessed", timeout=120)
    assert answer.status_code == 400
