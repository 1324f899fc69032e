"""openid-client, a certified library of npm, against the running server."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.foreign.apps import AFTERWARDS, Registered
from tests.foreign.users import FlowUser
from tests.journeys.apps.relying_party import BACK
from tests.lint import ROOT
from tools.npm_ci import NODE

pytestmark = [pytest.mark.processes, pytest.mark.npm]

SCOPE = "openid profile email groups offline_access"


class App:
    """A process of Node that speaks for an app."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, deed: str, **given: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": deed, **given}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def begin(self, **wishes: str) -> str:
        """Return where the app sends a browser."""
        url: str = self.ask("begin", redirect_uri=BACK, scope=SCOPE, **wishes)["url"]
        return url


@pytest.fixture
def app(registered: Registered) -> Iterator[App]:
    """An app with a secret, at the issuer ``default``."""
    issuer = f"{registered.server.url}/oauth2/default"
    command = [str(NODE), "openid_client.mjs", issuer, "payroll", registered.secrets["payroll"]]
    with subprocess.Popen(
        command,
        cwd=ROOT / "tests" / "foreign",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield App(process)
        assert process.stdin is not None
        process.stdin.close()


def test_openid_client_signs_up_refreshes_asks_and_signs_out(registered: Registered, app: App):
    user = FlowUser(registered)
    back = user.sign_up(app.begin(prompt="create"), "ada.openid@example.com")
    given = app.ask("finish", url=back)
    assert given["claims"]["email"] == "ada.openid@example.com"
    assert given["claims"]["groups"] == ["Example people"]
    assert app.ask("userinfo")["name"] == "Ada Okafor"
    fresh = app.ask("refresh")
    assert fresh["refresh_token"] != given["refresh_token"]
    assert fresh["claims"]["auth_time"] == given["claims"]["auth_time"]
    asked = app.ask("introspect")
    assert (asked["active"], asked["client_id"]) == (True, "payroll")
    bye = app.ask("leave", post_logout_redirect_uri=AFTERWARDS)
    assert user.arrive(bye["url"]) == f"{AFTERWARDS}?state=bye"
    assert app.ask("finish", url=user.arrive(app.begin(prompt="none"))) == {"error": "login_required"}


def test_openid_client_comes_back_without_a_page_and_takes_its_tokens_back(registered: Registered, app: App):
    user = FlowUser(registered)
    app.ask("finish", url=user.sign_up(app.begin(prompt="create"), "bo.openid@example.com"))
    again = app.ask("finish", url=user.arrive(app.begin(prompt="none")))
    assert again["claims"]["email"] == "bo.openid@example.com"
    assert app.ask("revoke") == {}
    assert app.ask("introspect") == {"active": False}
    assert app.ask("refresh") == {"error": "invalid_grant"}


def test_openid_client_takes_no_answer_that_it_did_not_ask_for(registered: Registered, app: App):
    user = FlowUser(registered)
    back = user.sign_up(app.begin(prompt="create"), "cy.openid@example.com")
    app.begin()
    assert app.ask("finish", url=back) == {"error": "OAUTH_INVALID_RESPONSE"}
