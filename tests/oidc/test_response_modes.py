"""How an authorization response travels, and that errors travel the same way."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Http

from accounts.configuration_cache import raise_version
from accounts.models import User
from applications.models import Application
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import BACK, RelyingParty, an_app
from tests.journeys.pages import Element, parse
from tests.oidc.attacks.scenes import ADA, finished, signed_in
from tests.tables import each

pytestmark = pytest.mark.django_db
ORIGIN = "https://payroll.example"
CHANNELS = ("query", "fragment", "form_post", "okta_post_message")
BY_PAGE = ("form_post", "okta_post_message")


@pytest.fixture
def ada(key: object) -> User:
    sign_up_policy()
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app(ada: User) -> RelyingParty:
    return an_app(client={"allowed_origins": ORIGIN})


@pytest.fixture
def visitor(app: RelyingParty) -> FromAppHosted:
    return signed_in(app, ADA)


def ask(http: Http, app: RelyingParty, **asked: str) -> Any:
    """Return the answer to an authorization request, unfollowed."""
    return http.get(app.authorize_url(**asked))


def page_of(response: Any) -> Element:
    return parse(response.content.decode())


def received(response: Any) -> tuple[str, dict[str, str]]:
    """Return the channel that carries a response, and what the app receives."""
    if response.status_code == 302:
        return in_address(response["Location"])
    assert response.status_code == 200, response.content
    page = page_of(response)
    refreshes = [meta.get("content") for meta in page.all("meta") if meta.get("http-equiv") == "refresh"]
    if refreshes:
        return in_address(refreshes[0].partition("url=")[2])
    data = [script for script in page.all("script") if script.get("id") == "message"]
    if data:
        sent = json.loads(
            response.content.decode().partition('type="application/json">')[2].partition("<")[0]
        )
        assert sent["origin"] == ORIGIN
        return "okta_post_message", sent["message"]
    (form,) = [form for form in page.all("form") if form.get("id") == "response"]
    assert (form.get("method"), form.get("action")) == ("post", BACK)
    assert form.all("button")
    return "form_post", {field.get("name"): field.get("value") for field in form.all("input")}


def in_address(url: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(url)
    assert url.startswith((f"{BACK}?", f"{BACK}#")), url
    said = {name: values[0] for name, values in parse_qs(parts.fragment or parts.query).items()}
    return ("fragment" if parts.fragment else "query"), said


def policy(response: Any, directive: str) -> list[str]:
    """Return the sources of a directive of a response's policy."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return next((sources for name, *sources in parts if name == directive), [])


@pytest.mark.parametrize("mode", CHANNELS)
def test_code_is_sent_in_the_requested_mode(visitor: FromAppHosted, app: RelyingParty, mode: str):
    channel, said = received(ask(visitor.client, app, response_mode=mode, prompt="none"))
    assert channel == mode
    assert set(said) == {"code", "state", "iss"}
    assert (said["state"], said["iss"]) == (app.state, app.iss)
    assert app.exchange(said["code"]).status_code == 200


@pytest.mark.parametrize("mode", CHANNELS)
def test_a_code_after_the_pages_travels_in_the_mode(app: RelyingParty, mode: str):
    """The mode survives being stored with the transaction."""
    visitor, resume = finished(_with_mode(app, mode), ADA)
    channel, said = received(visitor.client.get(resume))
    assert channel == mode
    assert app.exchange(said["code"]).status_code == 200


def _with_mode(app: RelyingParty, mode: str) -> RelyingParty:
    """Return the app, asking for this mode from now on."""
    plain = app.request
    app.request = lambda *args, **more: plain(*args, **{"response_mode": mode, **more})  # type: ignore[method-assign]
    return app


ERRORS = {
    "silent without a session": ({"prompt": "none"}, "login_required"),
    "unknown response type": ({"response_type": "id_token"}, "unsupported_response_type"),
    "hybrid response type": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "no challenge": ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
    "unknown scopes only": ({"scope": "everything"}, "invalid_scope"),
    "bad prompt": ({"prompt": "none login"}, "invalid_request"),
    "request object": ({"request": "x.y.z"}, "request_not_supported"),
    "long nonce": ({"nonce": "n" * 8193}, "invalid_request"),
}


@each("mode", CHANNELS)
@each(("asked", "error"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_travels_in_the_same_mode(app: RelyingParty, mode: str, asked: dict[str, str], error: str):
    channel, said = received(ask(Http(), app, response_mode=mode, **asked))
    assert (channel, said["error"], said["state"], said["iss"]) == (mode, error, app.state, app.iss)
    assert said["error_description"]


@pytest.mark.parametrize("mode", BY_PAGE)
def test_refusal_for_a_signed_in_user_links_to_the_app(visitor: FromAppHosted, app: RelyingParty, mode: str):
    """No link carries a form: it leads to the same request, asked silently."""
    Application.objects.filter(pk=app.app.pk).update(everyone=False)
    raise_version()
    response = ask(visitor.client, app, response_mode=mode)
    (link,) = [a.get("href") for a in page_of(response).all("a") if "prompt=none" in (a.get("href") or "")]
    channel, said = received(visitor.client.get(link))
    assert (channel, said["error"], said["state"]) == (mode, "access_denied", app.state)


@pytest.mark.parametrize("mode", ["jwt", "form_post.jwt", "web_message", "QUERY", "query fragment"])
def test_an_unknown_mode_is_refused_in_the_query(app: RelyingParty, mode: str):
    channel, said = received(ask(Http(), app, response_mode=mode))
    assert (channel, said["error"]) == ("query", "invalid_request")
    assert "form_post" in said["error_description"]


def test_a_message_needs_an_allowed_origin(ada: User):
    app = an_app("Other", client={"allowed_origins": "https://elsewhere.example"})
    channel, said = received(ask(Http(), app, response_mode="okta_post_message", prompt="none"))
    assert (channel, said["error"]) == ("query", "invalid_request")
    assert "origin" in said["error_description"]


@pytest.mark.parametrize("mode", BY_PAGE)
def test_no_page_carries_an_answer_to_a_scheme_of_a_native_program(ada: User, mode: str):
    back = "com.example.app:/back"
    app = an_app("Phone", client={"native": True})
    app.client.redirect_uris = f"{BACK}\n{back}"
    app.client.save()
    raise_version()
    response = ask(Http(), app, response_mode=mode, redirect_uri=back)
    assert response["Location"].startswith(f"{back}?error=invalid_request")


def test_a_form_may_be_posted_to_the_app_and_nowhere_else(visitor: FromAppHosted, app: RelyingParty):
    response = ask(visitor.client, app, response_mode="form_post")
    assert policy(response, "form-action") == [ORIGIN]
    assert policy(response, "frame-ancestors") == ["'none'"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert response["Cache-Control"] == "no-store, no-transform"
    (script,) = [one for one in page_of(response).all("script") if "response" in (one.get("src") or "")]
    assert f"'nonce-{script.get('nonce')}'" in policy(response, "script-src")


def test_a_message_may_be_framed_by_registered_origins(visitor: FromAppHosted, app: RelyingParty):
    for http in (visitor.client, Http()):
        response = ask(http, app, response_mode="okta_post_message", prompt="none")
        assert policy(response, "frame-ancestors") == [ORIGIN]
        assert policy(response, "form-action") == ["'self'"]
        assert "X-Frame-Options" not in response
        assert response["Cross-Origin-Opener-Policy"] == "unsafe-none"


def test_a_sign_in_page_is_never_framed(app: RelyingParty):
    for mode in CHANNELS:
        response = ask(Http(), app, response_mode=mode)
        assert policy(response, "frame-ancestors") == ["'none'"]
        assert policy(response, "form-action") == ["'self'"]
        assert response["X-Frame-Options"] == "DENY"


def test_values_are_escaped_in_both_pages(visitor: FromAppHosted, app: RelyingParty):
    state = "\"'></script><script>alert(1)</script>&#é\u2028"
    for mode in BY_PAGE:
        response = ask(visitor.client, app, response_mode=mode, state=state)
        assert b"<script>alert" not in response.content
        assert received(response)[1]["state"] == state


def test_a_form_post_request_by_post_is_answered(visitor: FromAppHosted, app: RelyingParty):
    """ASP.NET can send its request in a form as well."""
    asked = app.request(response_mode="form_post")
    response = visitor.client.post(f"{app.base}/v1/authorize", asked)
    assert response.status_code == 303
    channel, said = received(visitor.client.get(response["Location"]))
    assert (channel, "code" in said) == ("form_post", True)


def test_discovery_lists_the_modes():
    said = Http().get("/.well-known/openid-configuration").json()
    assert said["response_modes_supported"] == list(CHANNELS)
    assert said["response_types_supported"] == ["code"]
