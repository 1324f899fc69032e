"""okta-auth-js 8, unmodified, as its authors document it: step mode of the IDX API in Node."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.browser.users import letter
from tests.foreign.apps import Registered
from tests.foreign.users import PASSWORD
from tests.journeys.apps.relying_party import BACK
from tests.lint import ROOT
from tools.npm_ci import NODE

pytestmark = [pytest.mark.processes, pytest.mark.npm]

FIRST_FACTOR = """
from django.utils import timezone
from policies.domain.rules import Kind
from policies.models import Rule
from policies.services.rules import draft_of, save_rule
from policies.services.policy_changes import Author
draft = draft_of(Rule.objects.get(policy__kind=Kind.SESSION, policy__is_default=True, is_default=True))
draft.outcome.first_factor = "{first}"
save_rule(draft, Author(None, timezone.now()))
"""


class App:
    """A process of Node that speaks for an app."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, deed: str, **given: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": deed, **given}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def proceed(self, step: str, **values: Any) -> dict[str, Any]:
        """Submit the form of a step."""
        return self.ask("proceed", step=step, **values)


@pytest.fixture
def app(registered: Registered) -> Iterator[App]:
    """An app that draws the forms itself."""
    with running(registered) as started:
        yield started


@contextmanager
def running(registered: Registered, mode: str = "step") -> Iterator[App]:
    issuer = f"{registered.server.url}/oauth2/default"
    command = [str(NODE), "okta_auth_js.mjs", issuer, "timesheet", BACK, mode]
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


@pytest.fixture
def password_first(registered: Registered) -> Iterator[None]:
    """Let the global session policy want a password as the first factor."""
    registered.server.manage("shell", "-c", FIRST_FACTOR.format(first="password"))
    yield
    registered.server.manage("shell", "-c", FIRST_FACTOR.format(first="any"))


def sign_up(app: App, registered: Registered, address: str) -> dict[str, Any]:
    assert next(iter(app.ask("start", flow="register")["available"])) == "identify"
    assert app.proceed("select-enroll-profile")["step"] == "enroll-profile"
    asked = app.proceed("enroll-profile", email=address, firstName="Ada", lastName="Okafor")
    assert asked["step"] == "enroll-authenticator", asked
    code = letter(registered.server, address).code
    assert app.proceed("enroll-authenticator", verificationCode=code)["step"] == "enroll-authenticator"
    return app.proceed("enroll-authenticator", password=PASSWORD)


def test_okta_auth_js_signs_up_renews_and_revokes(registered: Registered, app: App):
    address = "ada.okta@example.com"
    done = sign_up(app, registered, address)
    assert done["status"] == "SUCCESS", done
    assert (done["claims"]["email"], done["claims"]["email_verified"]) == (address, True)
    assert app.ask("userinfo")["email"] == address
    assert app.ask("renew")["claims"]["sub"] == done["claims"]["sub"]
    assert app.ask("revoke") == {"answer": ""}
    assert "error" in app.ask("userinfo")


def test_okta_auth_js_gets_the_error_of_a_wrong_code(registered: Registered, app: App):
    address = "bo.okta@example.com"
    app.ask("start", flow="register")
    app.proceed("select-enroll-profile")
    app.proceed("enroll-profile", email=address, firstName="Bo", lastName="Okafor")
    right = letter(registered.server, address).code
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(4):
        said = app.proceed("enroll-authenticator", verificationCode=wrong)
        assert (said["keys"], said["texts"]) == (
            ["api.authn.error.PASSCODE_INVALID"],
            ["Invalid code. Try again."],
        )
    assert app.proceed("enroll-authenticator", verificationCode=wrong)["keys"] == ["tooManyRequests"]


def test_okta_auth_js_signs_in_step_by_step(registered: Registered, app: App):
    address = "cy.okta@example.com"
    sign_up(app, registered, address)
    app.ask("start", flow="authenticate")
    unknown = app.proceed("identify", username="cy")
    assert (unknown["step"], unknown["keys"]) == ("identify", ["idx.unknown.user"])
    assert app.proceed("identify", username=address)["step"] == "challenge-authenticator"
    assert app.proceed("challenge-authenticator", password="wrong")["keys"] == ["incorrectPassword"]
    assert app.proceed("challenge-authenticator", password=PASSWORD)["status"] == "SUCCESS"


def test_okta_auth_js_signs_in_on_the_first_page(registered: Registered, app: App, password_first: None):
    address = "di.okta@example.com"
    sign_up(app, registered, address)
    started = app.ask("start", flow="authenticate")
    assert started["available"]["identify"] == ["username", "password"]
    assert "recover-password" in started["features"]
    for username, password in ((address, "wrong"), ("nobody.okta@example.com", PASSWORD)):
        said = app.proceed("identify", username=username, password=password)
        assert (said["step"], said["texts"]) == ("identify", ["Authentication failed"])
    done = app.proceed("identify", username=address, password=PASSWORD)
    assert (done["status"], done["claims"]["email"]) == ("SUCCESS", address)


def test_okta_auth_js_recovers_a_password(registered: Registered, app: App):
    address = "ed.okta@example.com"
    sign_up(app, registered, address)
    app.ask("start", flow="recoverPassword")
    app.proceed("identify", username=address)
    assert app.ask("proceed", actions=["currentAuthenticatorEnrollment-recover"])["step"] == (
        "challenge-authenticator"
    )
    code = letter(registered.server, address, 2).code
    assert app.proceed("challenge-authenticator", verificationCode=code)["step"] == "reset-authenticator"
    done = app.proceed("reset-authenticator", password=f"{PASSWORD} again")
    assert (done["status"], done["claims"]["email"]) == ("SUCCESS", address)


def test_okta_auth_js_in_legacy_mode_fills_the_forms_itself(registered: Registered, app: App):
    address = "flo.okta@example.com"
    sign_up(app, registered, address)
    with running(registered, "legacy") as legacy:
        wrong = legacy.ask("authenticate", username=address, password="wrong")
        assert (wrong["status"], wrong["keys"]) == ("PENDING", ["incorrectPassword"])
        done = legacy.ask("authenticate", username=address, password=PASSWORD)
        assert (done["status"], done["claims"]["email"]) == ("SUCCESS", address)
