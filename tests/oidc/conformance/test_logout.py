"""The modules of ``oidcc-rp-initiated-logout-certification-test-plan``, as tests of our own."""

import base64
import json

import pytest
from django.conf import settings

from accounts.models import User
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty
from tests.oidc.conformance.steps import AFTER, come_in, confirms, is_signed_in, sign_out
from tests.oidc.conformance.test_basic import configuration
from tests.oidc.parties import in_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(browser: FromAppHosted) -> str:
    return str(browser.tokens()["id_token"])


def unsigned(token: str) -> str:
    """Return the same claims under a header that asks for no signature."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(app: RelyingParty):
    """Discovery names the address."""
    assert configuration(app)["end_session_endpoint"] == f"{settings.PUBLIC_URL}{app.base}/v1/logout"


def test_oidcc_rp_initiated_logout(browser: FromAppHosted, token: str):
    """Signed out, sent back with the state, and signed in nowhere afterwards."""
    sign_out(browser, id_token_hint=token, post_logout_redirect_uri=AFTER, state="a state")
    assert browser.answer_url == f"{AFTER}?state=a+state"
    assert not is_signed_in()
    browser.begin(prompt="none")
    assert browser.answer["error"] == "login_required"


def test_oidcc_rp_initiated_logout_may_be_posted(browser: FromAppHosted, token: str):
    """RP-Initiated Logout 1.0 §2: GET and POST."""
    asked = {"id_token_hint": token, "post_logout_redirect_uri": AFTER}
    browser._go(browser.client.post(f"{browser.app.base}/v1/logout", asked))
    assert browser.answer_url == AFTER
    assert not is_signed_in()


def test_oidcc_rp_initiated_logout_no_state(browser: FromAppHosted, token: str):
    """None was sent, and none comes back."""
    sign_out(browser, id_token_hint=token, post_logout_redirect_uri=AFTER)
    assert browser.answer_url == AFTER


@pytest.mark.parametrize(
    "uri",
    [f"{AFTER}?foo=bar", "https://thief.example/bye", f"{AFTER}/x"],
    ids=["query-added", "bad", "longer"],
)
def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(browser: FromAppHosted, token: str, uri: str):
    """An error page, and no redirect."""
    sign_out(browser, id_token_hint=token, post_logout_redirect_uri=uri, state="s")
    assert (browser.status, browser.answer_url) == (400, "")


@pytest.mark.parametrize("kind", ["modified", "cut", "nonsense", "of no key"])
@pytest.mark.parametrize("named", [False, True], ids=["alone", "with the client id"])
def test_oidcc_rp_initiated_logout_bad_id_token_hint(
    browser: FromAppHosted, token: str, kind: str, named: bool
):
    """A foreign token causes no redirect and no sign-out without a confirmation."""
    wrong = {
        "modified": unsigned(token),
        "cut": token[:-20],
        "nonsense": "nonsense",
        "of no key": token.rpartition(".")[0] + "." + "A" * 512,
    }[kind]
    more = {"client_id": browser.app.client.client_id} if named else {}
    sign_out(browser, id_token_hint=wrong, post_logout_redirect_uri=AFTER, state="s", **more)
    assert browser.answer_url == ""
    assert browser.status == 400 or confirms(browser)
    assert is_signed_in()


def test_oidcc_rp_initiated_logout_no_id_token_hint(browser: FromAppHosted, app: RelyingParty):
    """The client is unknown: an error. With a client id the user has to confirm."""
    sign_out(browser, post_logout_redirect_uri=AFTER, state="s")
    assert (browser.status, browser.answer_url) == (400, "")
    sign_out(browser, post_logout_redirect_uri=AFTER, client_id=app.client.client_id)
    assert confirms(browser)
    assert is_signed_in()


@pytest.mark.parametrize("asked", [{}, {"state": "s"}], ids=["no-params", "only-state"])
def test_oidcc_rp_initiated_logout_without_a_word(browser: FromAppHosted, asked: dict[str, str]):
    """The user confirms, is signed out, and sees a message without a redirect."""
    sign_out(browser, **asked)
    assert confirms(browser)
    (form,) = [one for one in browser.page.all("form") if one.all("input", name="csrfmiddlewaretoken")][:1]
    browser._go(browser.client.post(browser.url, form.sends()))
    assert (browser.url, browser.answer_url) == ("/signed-out", "")
    assert not is_signed_in()


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(browser: FromAppHosted, token: str):
    """Signed out and told so, here."""
    sign_out(browser, id_token_hint=token)
    assert (browser.url, browser.answer_url) == ("/signed-out", "")
    assert not is_signed_in()


def test_token_of_a_user_in_many_groups_is_not_too_long(ada: User, app: RelyingParty):
    """Claims make ID tokens longer than other parameters may be: such a one still signs out, and hints."""
    for number in range(60):
        in_group(ada, f"A group with a name of its own, number {number}")
    browser = come_in(app)
    token = browser.tokens()["id_token"]
    assert len(token) > 2000
    browser.begin(prompt="none", id_token_hint=token)
    assert "code" in browser.answer
    sign_out(browser, id_token_hint=token, post_logout_redirect_uri=AFTER)
    assert browser.answer_url == AFTER
