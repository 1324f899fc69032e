"""RFC 9700 §4.1, §4.11 and §4.12: answers go to registered addresses and nowhere else."""

from urllib.parse import quote

import pytest
from django.test import Client as Http

from accounts.configuration_cache import raise_version
from oidc.models import Grant
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import BACK, RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, finished, press, refused
from tests.tables import each

pytestmark = pytest.mark.django_db

NEAR_MISSES = [
    f"{BACK}/",
    f"{BACK}//",
    f"{BACK}?",
    f"{BACK}?x=1",
    f"{BACK}#",
    f"{BACK}#x",
    f"{BACK};x",
    f"{BACK}/..",
    f"{BACK}/../evil",
    f"{BACK}%00",
    f"{BACK}%20",
    f"{BACK}%0d%0aLocation:https://evil.example",
    f"{BACK} ",
    f" {BACK}",
    f"{BACK}\t",
    f"{BACK}\nhttps://evil.example",
    f"{BACK} https://evil.example",
    BACK.upper(),
    BACK.replace("https", "HTTPS"),
    BACK.replace("https", "http"),
    BACK.replace("payroll", "PAYROLL"),
    BACK.replace("payroll", "pаyroll"),
    BACK.replace("payroll", "xn--pyroll-3nf"),
    BACK.replace("/back", "/Back"),
    BACK.replace("/back", "/%62ack"),
    BACK.replace("/back", "//back"),
    BACK.replace("/back", "/./back"),
    BACK.replace("/back", "\\back"),
    BACK.replace(".example", ".example."),
    BACK.replace(".example", ".example:443"),
    BACK.replace(".example", ".example:8443"),
    BACK.replace(".example", ".example.evil.example"),
    BACK.replace("payroll", "evilpayroll"),
    BACK.replace("payroll", "www.payroll"),
    BACK.replace("payroll", "x@payroll"),
    "https://payroll.example@evil.example/back",
    "https://payroll.example%2f@evil.example/back",
    "https://payroll.example\\@evil.example/back",
    "https://evil.example/https://payroll.example/back",
    f"https://evil.example/?u={quote(BACK)}",
    "https://payroll.example",
    "https://127.0.0.1/back",
    "http://localhost/back",
    "//payroll.example/back",
    "payroll.example/back",
    "/back",
    "javascript:alert(1)//payroll.example/back",
    "data:text/html,https://payroll.example/back",
    "https:payroll.example/back",
    "https://[::1]/back",
    "https://[payroll.example/back",
]


def test_the_corpus_is_large_and_each_is_another():
    assert len(set(NEAR_MISSES)) >= 40
    assert BACK not in NEAR_MISSES


def test_no_near_miss_gets_an_answer_of_any_kind(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.1: not a code, and not an error either, although Ada is signed in."""
    for uri in NEAR_MISSES:
        for more in ({}, {"prompt": "none"}, {"response_type": "token"}, {"scope": "everything"}):
            response = victim.client.get(app.authorize_url(**{"redirect_uri": uri, **more}))
            assert (response.status_code, "Location" in response) == (400, False), (uri, more)
    assert Grant.objects.filter(used_at=None).count() == 1  # the one of her signing in


@each("uri", NEAR_MISSES)
def test_no_near_miss_of_the_address_redeems_a_code(victim: FromAppHosted, app: RelyingParty, uri: str):
    """RFC 9700 §4.1: what was sent to one address is not redeemed in the name of another."""
    refused(app.exchange(victim.answer["code"], redirect_uri=uri))
    assert Grant.objects.filter(used_at=None).count() == 1


def test_near_miss_of_the_address_spends_no_code(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.1: the app itself still redeems it."""
    code = victim.answer["code"]
    refused(app.exchange(code, redirect_uri=NEAR_MISSES[0]))
    assert app.exchange(code).status_code == 200


def test_no_near_miss_begins_an_attempt_in_an_apps_own_pages():
    """RFC 9700 §4.1, at ``/interact``: the same check."""
    app = an_app("Calendar")
    statuses = {app.interact(redirect_uri=uri).status_code for uri in NEAR_MISSES[:20]}
    assert statuses == {400}


def test_one_apps_address_is_no_other_apps(victim: FromAppHosted):
    """RFC 9700 §4.1.1: each client has its own."""
    other = an_app("Calendar")
    other.client.redirect_uris = "https://calendar.example/back"
    other.client.save()
    raise_version()
    assert victim.client.get(other.authorize_url(redirect_uri=BACK)).status_code == 400


def test_an_answer_carries_nothing_into_a_fragment(victim: FromAppHosted):
    """RFC 9700 §4.1.2: unless the app asks for it, as a redirect of the app's own would hand it on."""
    assert "#" not in victim.answer_url
    for mode in ("web_message", "okta_post_message", "query.jwt"):
        victim.begin(response_mode=mode)
        assert victim.answer["error"] == "invalid_request"


def test_server_redirects_to_registered_addresses_only(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.11.2: neither by an error, nor after a logout."""
    for asked in (
        {"client_id": "nobody", "redirect_uri": "https://evil.example/"},
        {"redirect_uri": "https://evil.example/", "scope": "everything"},
    ):
        assert "Location" not in victim.client.get(app.authorize_url(**asked))
    for uri in ("https://evil.example/", BACK, "https://payroll.example/bye/..", "//payroll.example/bye"):
        url = f"/oauth2/v1/logout?client_id={app.client.client_id}&post_logout_redirect_uri={quote(uri)}"
        assert Http().get(url).status_code == 400


def test_declined_user_confirms_before_the_redirect(app: RelyingParty):
    """RFC 9700 §4.11.2: a user is not sent to an app that they did not want without a page in between."""
    response = Http().get(app.authorize_url())
    assert response.status_code == 200


def test_submitted_values_are_posted_to_no_other_origin(app: RelyingParty, ada: object):
    """RFC 9700 §4.12: a form is answered with a 303, and the last hop is a requested page."""
    browser = FromAppHosted(app)
    browser.open(app.authorize_url())
    for field, value in (("identifier", ADA), ("credentials.passcode", "violet harbour under nine lamps")):
        answer = press(browser, field, value)
        assert answer.status_code == 303
        assert answer["Location"].startswith("/")
        browser.open(answer["Location"])
    assert browser.status == 200
    assert browser.answer["code"]


def test_a_posted_request_goes_on_as_an_address(app: RelyingParty):
    """RFC 9700 §4.12: here as well, by 303."""
    response = Http().post(f"{app.base}/v1/authorize", app.request())
    assert response.status_code == 303
    assert response["Location"].startswith("/oauth2/")


@pytest.mark.parametrize("lost", ["address", "app"])
def test_removed_redirect_uri_gets_no_answer_of_an_open_request(app: RelyingParty, ada: object, lost: str):
    browser, resume = finished(app, ADA)
    if lost == "address":
        app.client.redirect_uris = "https://payroll.example/elsewhere"
        app.client.save()
    else:
        app.app.active = False
        app.app.save()
    raise_version()
    browser.open(resume)
    assert (browser.status, browser.answer_url) == (400, "")
    assert not Grant.objects.exists()
