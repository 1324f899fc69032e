"""RFC 9700 §4.2, §4.3 and §4.16: neither addresses nor frames nor histories give anything away."""

from urllib.parse import urlsplit

import pytest
from django.test import Client as Http

from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, finished, refused, said_in

pytestmark = pytest.mark.django_db


def pages(app: RelyingParty) -> dict[str, object]:
    """Return an answer of every page between an app's request and its answer."""
    browser, resume = finished(app, ADA)
    foreign = an_app("Calendar", consent_required=True)
    shown = {
        "first": Http().get(app.authorize_url()),
        "leave": browser.client.get(resume),
        "answered": browser.client.get(resume),
        "consent": browser.client.get(foreign.authorize_url(), follow=True),
        "logout": browser.client.get("/oauth2/v1/logout"),
        "refused": Http().get(app.authorize_url(redirect_uri="https://evil.example/")),
    }
    assert {name: one.status_code for name, one in shown.items()} == {
        **dict.fromkeys(shown, 200),
        "answered": shown["answered"].status_code,
        "refused": 400,
    }
    return shown


def test_no_page_tells_another_site_its_address(app: RelyingParty, ada: object):
    """RFC 9700 §4.2: the page that holds the code has no foreign content and names no referrer."""
    for name, page in pages(app).items():
        assert page["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        assert (
            "default-src 'none'" in page["Content-Security-Policy"]
            or "'self'" in (page["Content-Security-Policy"])
        ), name


def test_the_page_with_the_code_loads_nothing_from_elsewhere(app: RelyingParty, ada: object):
    """RFC 9700 §4.2.1: only the link to the app itself leaves this server, and says not from where."""
    browser, resume = finished(app, ADA)
    browser.open(resume)
    for tag, name in (("img", "src"), ("script", "src"), ("link", "href"), ("iframe", "src")):
        assert [one.get(name) for one in browser.page.all(tag) if "//" in one.get(name)] == []
    (link,) = [one for one in browser.page.all("a") if one.get("href") == browser.answer_url]
    assert "noreferrer" in link.get("rel")


def test_page_may_not_be_stored(app: RelyingParty, ada: object):
    """RFC 9700 §4.3: no cache on the way and none in the browser keeps a page with a code."""
    for name, page in pages(app).items():
        assert "no-store" in page["Cache-Control"], name


def test_a_code_out_of_the_history_is_worth_nothing(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.3.1: a second use of the code is refused and ends the tokens of the first."""
    address = victim.answer_url
    tokens = victim.tokens()
    refused(app.exchange(said_in(address)["code"]))
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_a_code_out_of_the_history_that_was_never_used_lacks_its_verifier(
    victim: FromAppHosted, app: RelyingParty
):
    """RFC 9700 §4.3.1: an attacker who only read it cannot redeem it."""
    code = said_in(victim.answer_url)["code"]
    refused(app.exchange(code, code_verifier="guess" * 10))
    refused(app.exchange(code, code_verifier=""), "invalid_request")


@pytest.mark.parametrize("issuer", ["", "default"])
def test_no_token_is_taken_from_an_address_or_a_form(victim: FromAppHosted, app: RelyingParty, issuer: str):
    """RFC 9700 §4.3.2: they end in histories and logs."""
    app.issuer = issuer
    victim.begin()
    token = victim.tokens()["access_token"]
    url = f"{app.base}/v1/userinfo"
    assert app.http.get(f"{url}?access_token={token}").status_code == 400
    assert app.http.post(url, {"access_token": token}).status_code == 400
    assert app.userinfo(token).status_code == 200


def test_no_answer_to_a_browser_holds_a_token(victim: FromAppHosted):
    """RFC 9700 §4.3.2: what comes back by way of the browser is a code."""
    assert set(victim.answer) == {"code", "state", "iss"}
    for kind in ("token", "id_token", "id_token token", "code token", "code id_token", "none", ""):
        victim.begin(response_type=kind)
        assert victim.answer["error"] in ("unsupported_response_type", "invalid_request")


def test_no_page_can_be_framed(app: RelyingParty, ada: object):
    """RFC 9700 §4.16: no page can frame ours to obtain consent or a sign-out."""
    for name, page in pages(app).items():
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"], name
        assert page["X-Frame-Options"] == "DENY", name


def test_page_posts_no_message_to_other_windows(app: RelyingParty, ada: object):
    """RFC 9700 §4.17: no answer is posted to another window unless the app asks for it.

    Pages that an app's request leads to keep the window that opened them: it waits for a redirect there.
    """
    for name, page in pages(app).items():
        assert b"postMessage" not in page.content, name
        assert b"response.js" not in page.content, name
        assert page["Cross-Origin-Opener-Policy"] == "unsafe-none", name


def test_addresses_of_the_flow_hold_no_secret(app: RelyingParty, ada: object):
    """RFC 9700 §4.3: the address before the last names an attempt, and opens it in one browser only."""
    _, resume = finished(app, ADA)
    assert urlsplit(resume).query == ""
    stranger = Http().get(resume)
    assert b"code=" not in stranger.content
    assert stranger.status_code in (200, 410)
