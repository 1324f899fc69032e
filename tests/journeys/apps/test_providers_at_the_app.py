"""Users of an app that draws its own pages, and who sign in at an identity provider."""

from urllib.parse import urlsplit

from tests.identity_providers.upstream import Upstream
from tests.journeys.apps.app_users import FromAppHosted, from_app
from tests.journeys.apps.relying_party import an_app
from tests.journeys.upstream_visits import come_back, provider_at


def links_in(widget):
    return [form for form in widget.document["remediation"]["value"] if form["name"] == "redirect-idp"]


def follow(app, link):
    """Open the link in a browser of its own, and press the button of its page."""
    browser = FromAppHosted(app)
    browser.open(link["href"])
    parts = urlsplit(link["href"])
    (token,) = [field.get("value") for field in browser.page.all("input", name="csrfmiddlewaretoken")]
    browser._go(browser.client.post(f"{parts.path}?{parts.query}", {"csrfmiddlewaretoken": token}))
    return browser


def test_user_of_a_widget_signs_up_at_a_provider(upstream: Upstream):
    app, acme = an_app(), provider_at(upstream, "Acme", "example.com")
    widget = from_app("idx", app)
    widget.begin(state="of the app")
    app.state = "of the app"
    (link,) = links_in(widget)
    assert (link["type"], link["method"]) == ("OIDC", "GET")
    assert link["idp"] == {"id": acme.public_id, "name": "Acme"}
    upstream.userinfo = upstream.user
    browser = follow(app, link)
    come_back(browser, acme, **upstream.authorize(browser.answer_url))
    assert browser.step == "enroll-profile"
    assert "You’re signing up with Acme · ada@example.com." in browser.page.text
    browser.submit_profile({"lastName": "Okafor"})
    answer = browser.answer
    assert "code" not in answer
    given = app.exchange(answer["interaction_code"], "interaction_code").json()
    assert app.claims(given["id_token"])["idp"] == acme.public_id
    # The handle, which another person may have made, opens nothing of it.
    widget._post("/idp/idx/introspect", {"stateHandle": widget.document["stateHandle"]})
    assert widget.step == "identify"
    assert "successWithInteractionCode" not in widget.document
    assert app.exchange(answer["interaction_code"], "interaction_code").status_code == 400


def test_link_of_another_transaction_or_provider_leads_nowhere(upstream: Upstream):
    app, acme = an_app(), provider_at(upstream, "Acme")
    widget = from_app("idx", app)
    widget.begin()
    (link,) = links_in(widget)
    browser = FromAppHosted(app)
    href = link["href"]
    for wrong in (href[:-1], href.replace(acme.public_id, "other"), href.split("?")[0]):
        browser.open(wrong)
        assert browser.status == 410, wrong
    widget._post("/idp/idx/redirect", {"stateHandle": widget.document["stateHandle"], "idp": acme.public_id})
    assert widget.status >= 400
