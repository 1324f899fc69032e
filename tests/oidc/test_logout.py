"""Logout with the hints and forms that real clients send."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Http
from django.utils import timezone

from accounts.models import Session, User
from applications.services.apps import author, save_application
from oidc.protocol.tokens import MAX_ID_TOKEN_BYTES
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.pages import Element, parse
from tests.oidc.attacks.scenes import ADA, signed_in
from tests.oidc.parties import in_group, payload

pytestmark = pytest.mark.django_db
BYE = "https://payroll.example/bye"


@pytest.fixture
def ada(key: object) -> User:
    sign_up_policy()
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app(ada: User) -> RelyingParty:
    return an_app(client={"post_logout_redirect_uris": BYE})


@pytest.fixture
def visitor(app: RelyingParty) -> FromAppHosted:
    return signed_in(app, ADA)


@pytest.fixture
def token(visitor: FromAppHosted) -> str:
    return str(visitor.tokens()["id_token"])


def is_signed_in() -> bool:
    return Session.objects.filter(user__login=ADA).exists()


def address(app: RelyingParty) -> str:
    return f"{app.base}/v1/logout"


def without_cookies(http: Http) -> Http:
    """Return the browser as a form of another site leaves it: cookies are Lax."""
    return Http(REMOTE_ADDR=http.defaults.get("REMOTE_ADDR", ""))


def form_of(response: Any, id: str = "") -> tuple[str, dict[str, Any]]:
    """Return where the page's form posts to, and what."""
    page: Element = parse(response.content.decode())
    (form,) = [one for one in page.all("form") if not id or one.get("id") == id][:1]
    return form.get("action") or response.request["PATH_INFO"], form.sends()


def left_to(response: Any) -> str:
    """Return where a browser goes from here."""
    if response.status_code in (302, 303):
        return str(response["Location"])
    page: Element = parse(response.content.decode())
    (content,) = [meta.get("content") for meta in page.all("meta") if meta.get("http-equiv") == "refresh"]
    return content.partition("url=")[2]


def asks(response: Any) -> bool:
    return response.status_code == 200 and b"Sign out?" in response.content


def test_a_posted_logout_with_the_cookie_signs_out_at_once(
    visitor: FromAppHosted, app: RelyingParty, token: str
):
    """An app of the same site."""
    sent = {"id_token_hint": token, "post_logout_redirect_uri": BYE, "state": "s"}
    assert left_to(visitor.client.post(address(app), sent)) == f"{BYE}?state=s"
    assert not is_signed_in()


def test_a_logout_posted_from_another_site_is_posted_again_from_this_one(
    visitor: FromAppHosted, app: RelyingParty, token: str
):
    """The browser keeps the cookie back the first time."""
    sent = {"id_token_hint": token, "post_logout_redirect_uri": BYE, "state": "s"}
    page = without_cookies(visitor.client).post(address(app), sent)
    assert (page.status_code, is_signed_in()) == (200, True)
    assert not page.cookies
    action, again = form_of(page, "response")
    assert "csrfmiddlewaretoken" not in again
    last = visitor.client.post(action, again)
    assert last.status_code == 200, "a form of ours cannot be redirected to another site"
    assert left_to(last) == f"{BYE}?state=s"
    assert not is_signed_in()


def test_logout_posted_without_a_session_ends_at_the_app(app: RelyingParty, token: str):
    http = Http()
    action, again = form_of(
        http.post(address(app), {"id_token_hint": token, "post_logout_redirect_uri": BYE})
    )
    assert left_to(http.post(action, again)) == BYE
    assert is_signed_in()


def test_posted_logout_without_a_hint_confirms_and_keeps_its_parameters(
    visitor: FromAppHosted, app: RelyingParty
):
    sent = {"client_id": app.client.client_id, "post_logout_redirect_uri": BYE, "state": "s"}
    page = visitor.client.post(address(app), sent)
    assert asks(page)
    assert is_signed_in()
    action, confirmed = form_of(page)
    assert left_to(visitor.client.post(action, confirmed)) == f"{BYE}?state=s"
    assert not is_signed_in()


def test_forged_confirmation_does_not_sign_out(app: RelyingParty, visitor: FromAppHosted):
    forger = Http(enforce_csrf_checks=True)
    forger.cookies = visitor.client.cookies
    for forged in ({"csrfmiddlewaretoken": "x"}, {"reposted": "1"}, {}):
        answer = forger.post(address(app), {"client_id": app.client.client_id, **forged})
        assert answer.status_code in (403, 410) or asks(answer)
    assert is_signed_in()


def many_groups(user: User, count: int = 60) -> list[str]:
    names = [f"Отдел сопровождения продаж и закупок номер {number}" for number in range(count)]
    for name in names:
        in_group(user, name)
    return names


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("count", [20, 60, 400])
def test_token_of_a_user_in_many_groups_signs_out(ada: User, app: RelyingParty, method: str, count: int):
    many_groups(ada, count)
    visitor = signed_in(app, ADA)
    visitor.begin(nonce="é" * 4096)
    token = visitor.tokens()["id_token"]
    assert len(token) <= MAX_ID_TOKEN_BYTES
    visitor.begin(prompt="none", id_token_hint=token)
    assert "code" in visitor.answer
    answer = getattr(visitor.client, method)(
        address(app), {"id_token_hint": token, "post_logout_redirect_uri": BYE}
    )
    assert left_to(answer) == BYE
    assert not is_signed_in()


def test_group_names_are_not_escaped_in_tokens(ada: User, app: RelyingParty):
    names = many_groups(ada, 20)
    token = signed_in(app, ADA).tokens()["id_token"]
    assert payload(token)["groups"] == sorted(names)
    assert len(token) < 4000


def test_too_many_groups_move_to_userinfo_with_a_marker(ada: User, app: RelyingParty):
    names = many_groups(ada)
    tokens = signed_in(app, ADA).tokens()
    claims = app.claims(tokens["id_token"])
    assert "groups" not in claims
    endpoint = f"{settings.PUBLIC_URL}{app.base}/v1/userinfo"
    assert claims["_claim_names"] == {"groups": "userinfo"}
    assert claims["_claim_sources"] == {"userinfo": {"endpoint": endpoint}}
    told = app.userinfo(tokens["access_token"])
    assert told.json()["groups"] == sorted(names)
    assert b"\\u" not in told.content


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-20], lambda t: "x", lambda t: "x." * 90_000, lambda t: t + t]
)
def test_an_unreadable_hint_asks_instead_of_refusing(
    visitor: FromAppHosted, app: RelyingParty, token: str, method: str, spoil: Any
):
    sent = {"id_token_hint": spoil(token), "post_logout_redirect_uri": BYE}
    page = getattr(visitor.client, method)(address(app), sent)
    assert asks(page)
    assert is_signed_in()
    action, confirmed = form_of(page)
    # Nothing says whose address that is.
    assert left_to(visitor.client.post(action, confirmed)) == "/signed-out"
    assert not is_signed_in()


def test_an_unreadable_hint_with_the_client_id_comes_back_to_the_app(
    visitor: FromAppHosted, app: RelyingParty
):
    sent = {"id_token_hint": "x", "client_id": app.client.client_id, "post_logout_redirect_uri": BYE}
    action, confirmed = form_of(visitor.client.get(address(app), sent))
    assert left_to(visitor.client.post(action, confirmed)) == BYE


def test_a_token_of_an_app_that_was_switched_off_signs_out(
    visitor: FromAppHosted, app: RelyingParty, token: str
):
    row = app.app
    row.active = False
    save_application(row, author(None, timezone.now()))
    sent = {"id_token_hint": token, "post_logout_redirect_uri": BYE}
    assert left_to(visitor.client.get(address(app), sent)) == "/signed-out"
    assert not is_signed_in()


def test_an_address_that_is_not_registered_is_refused_by_both_methods(
    visitor: FromAppHosted, app: RelyingParty, token: str
):
    sent = {"id_token_hint": token, "post_logout_redirect_uri": "https://thief.example/"}
    for method in ("get", "post"):
        assert getattr(visitor.client, method)(address(app), sent).status_code == 400
    assert is_signed_in()


@pytest.mark.parametrize("registered", ["https://payroll.example", "https://payroll.example/"])
@pytest.mark.parametrize("asked", ["https://payroll.example", "https://payroll.example/"])
def test_an_address_without_a_path_is_the_one_with_a_slash(ada: User, registered: str, asked: str):
    visitor = signed_in(an_app(client={"post_logout_redirect_uris": registered}), ADA)
    token = visitor.tokens()["id_token"]
    sent = {"id_token_hint": token, "post_logout_redirect_uri": asked}
    assert left_to(visitor.client.get(address(visitor.app), sent)) == asked
