"""Signing you out at the wish of an app, and telling the other apps."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from urllib.parse import parse_qs, urlencode

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.domain.lifecycle import Action
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Session, User
from oidc import logout, tasks
from oidc.logout import send_due
from oidc.models import ClientSession
from oidc.protocol.tokens import LOGOUT_TOKEN_TYPE
from oidc.signing_keys import signing_key_set
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app

ADA = "ada@example.com"
AFTER = "https://payroll.example/bye"


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app() -> RelyingParty:
    return an_app(client={"post_logout_redirect_uris": AFTER})


@pytest.fixture
def known(ada: User, app: RelyingParty) -> FromAppHosted:
    browser = FromAppHosted(app)
    browser.begin()
    browser.identify(ADA)
    browser.password(PASSWORD)
    return browser


def leave(browser: FromAppHosted, **asked: str) -> None:
    browser.open(f"{browser.app.base}/v1/logout?{urlencode(asked)}")


def is_signed_in() -> bool:
    return Session.objects.filter(user__login=ADA).exists()


def test_an_app_that_shows_a_token_of_this_session_signs_out_at_once(known: FromAppHosted):
    token = known.tokens()["id_token"]
    leave(known, id_token_hint=token, post_logout_redirect_uri=AFTER, state="s")
    assert known.answer_url == f"{AFTER}?state=s"
    assert not is_signed_in()


def test_link_alone_does_not_sign_out(known: FromAppHosted, app: RelyingParty):
    leave(known, client_id=app.client.client_id, post_logout_redirect_uri=AFTER)
    assert is_signed_in()
    assert "Payroll" in known.words
    known.client.post(known.url, known.page.all("form")[0].sends())
    assert not is_signed_in()


def test_the_question_leads_on_to_the_app(known: FromAppHosted, app: RelyingParty):
    leave(known, client_id=app.client.client_id, post_logout_redirect_uri=AFTER)
    known._show(known.client.post(known.url, known.page.all("form")[0].sends()))
    assert known.answer_url == AFTER


def test_a_token_of_another_session_asks_first(known: FromAppHosted, app: RelyingParty):
    token = known.tokens()["id_token"]
    Session.objects.update(sid="another")
    leave(known, id_token_hint=token, post_logout_redirect_uri=AFTER)
    assert is_signed_in()


@pytest.mark.parametrize(
    "asked",
    [
        {"post_logout_redirect_uri": "https://thief.example/"},
        {"post_logout_redirect_uri": f"{AFTER}/more"},
        {"post_logout_redirect_uri": AFTER, "client_id": "another"},
    ],
    ids=["foreign", "longer", "another-client"],
)
def test_a_browser_is_sent_to_registered_addresses_only(known: FromAppHosted, asked: dict[str, str]):
    leave(known, **{"id_token_hint": known.tokens()["id_token"], **asked})
    assert known.status == 400
    assert is_signed_in()


def test_signed_out_user_is_redirected_to_the_app_at_once(app: RelyingParty):
    stranger = FromAppHosted(app)
    leave(stranger, client_id=app.client.client_id, post_logout_redirect_uri=AFTER)
    assert stranger.answer_url == AFTER


def test_form_of_another_user_does_not_sign_out(known: FromAppHosted, app: RelyingParty):
    url = f"{app.base}/v1/logout?client_id={app.client.client_id}"
    assert known.client.post(url, {"csrfmiddlewaretoken": "forged"}).status_code in (403, 410)
    assert is_signed_in()


class Listener(BaseHTTPRequestHandler):
    """An app's address for logout tokens."""

    heard: list[str] = []
    status = 200
    location = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append(parse_qs(body)["logout_token"][0])
        self.send_response(type(self).status)
        if self.location:
            self.send_header("Location", self.location)
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the name that http.server asks for

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[str]:
    Listener.heard, Listener.status = [], 200
    Listener.location = ""
    server = HTTPServer(("localhost", 0), Listener)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/logout"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def listening(ada: User, listener: str) -> FromAppHosted:
    """Ada's browser, and an app that wants to hear of logouts and has tokens."""
    browser = FromAppHosted(an_app(client={"backchannel_logout_uri": listener}))
    browser.begin()
    browser.identify(ADA)
    browser.password(PASSWORD)
    browser.tokens()
    return browser


def test_app_is_notified_when_its_user_signs_out_here(listening: FromAppHosted, ada: User):
    assert send_due(timezone.now()) == 0
    sid = Session.objects.get(user=ada).sid
    listening.open("/me/")
    listening.act("/signout")
    assert send_due(timezone.now()) == 1
    said = signing_key_set().read(Listener.heard[0], LOGOUT_TOKEN_TYPE)
    assert said is not None
    assert (said["sub"], said["sid"]) == (ada.public_id, sid)
    assert said["aud"] == listening.app.client.client_id
    assert "nonce" not in said
    assert send_due(timezone.now()) == 0


def test_app_is_notified_when_an_administrator_ends_all_sessions(listening: FromAppHosted, ada: User):
    perform(Action.SUSPEND, ada.pk, actor=None, now=timezone.now())
    assert send_due(timezone.now()) == 1


def test_no_token_is_posted_to_a_private_address(listening: FromAppHosted, settings: Settings):
    """What a name leads to is looked at when a token is sent: it may have changed since it was registered."""
    settings.OUTBOUND_ALLOWED_NETWORKS = ()
    Session.objects.all().delete()
    assert send_due(timezone.now()) == 0
    assert (Listener.heard, ClientSession.objects.get().tries) == ([], 1)
    settings.OUTBOUND_ALLOWED_NETWORKS = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert send_due(timezone.now() + timedelta(minutes=1)) == 1


def test_proving_more_is_no_logout(listening: FromAppHosted):
    listening.begin(prompt="login")
    listening.send("step-up", {})
    listening.password(PASSWORD)
    assert send_due(timezone.now()) == 0


def test_unresponsive_app_is_notified_again_until_retries_end(listening: FromAppHosted):
    Listener.status = 500
    Session.objects.all().delete()
    now, times = timezone.now(), 0
    while ClientSession.objects.exists():
        send_due(now)
        now, times = now + timedelta(hours=5), times + 1
        assert times < 20
    assert len(Listener.heard) == times == 7


def test_redirect_of_an_app_is_not_followed(listening: FromAppHosted, listener: str):
    Listener.status, Listener.location = 307, listener
    Session.objects.all().delete()
    assert send_due(timezone.now()) == 0
    assert len(Listener.heard) == 1


def test_unreachable_app_is_notified_later(listening: FromAppHosted):
    Listener.status = 503
    Session.objects.all().delete()
    now = timezone.now()
    assert send_due(now) == 0
    Listener.status = 200
    assert send_due(now + timedelta(seconds=1)) == 0
    assert send_due(now + timedelta(seconds=6)) == 1


def test_logout_notices_stop_at_the_time_limit(listening: FromAppHosted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logout, "MAX_RUN_SECONDS", 0.0)
    Session.objects.all().delete()
    assert send_due(timezone.now()) == 0
    assert ClientSession.objects.get().tries == 0


def test_apps_that_do_not_answer_keep_one_thread_from_the_mails(
    listening: FromAppHosted, monkeypatch: pytest.MonkeyPatch
):
    begun = []
    monkeypatch.setattr(logout, "send_due", lambda now: (begun.append(now), tasks.tell_of_logouts()))
    tasks.tell_of_logouts()
    tasks.tell_of_logouts()
    assert len(begun) == 2
