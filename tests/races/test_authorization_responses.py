"""One answer to an app's request, asked for twenty times at the same moment; one consent, given as often."""

import pytest
from django.test import Client as Http
from django.utils import timezone

from applications.models import Consent
from applications.services import consents
from flows.models import Transaction
from oidc.models import AccessToken, Grant
from tests.actors import PASSWORD, a_user
from tests.journeys.apps.relying_party import an_app
from tests.oidc.attacks.scenes import ADA, finished, said_in, signed_in
from tests.oidc.parties import a_signing_key
from tests.races.together import assert_single_use, at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]


@pytest.fixture
def app():
    a_signing_key()
    a_user(ADA, PASSWORD)
    return an_app()


def tabs_of(browser):
    """Return a client for every thread: the same cookies, as tabs of one browser have."""

    def tab(_):
        http = Http(REMOTE_ADDR="198.51.100.7", headers=browser.client.headers)
        http.cookies = browser.client.cookies
        return http

    return tab


def test_the_last_hop_opened_in_twenty_tabs_takes_one_answer(app):
    browser, resume = finished(app, ADA)
    tab = tabs_of(browser)

    def open_it(number):
        return "code=" in tab(number).get(resume).content.decode()

    assert_single_use(open_it)
    assert Grant.objects.count() == 1
    assert Transaction.objects.exclude(answered_at=None).count() == 1


def test_twenty_requests_of_a_signed_in_browser_get_twenty_codes(app):
    browser = signed_in(app, ADA)
    tab, url = tabs_of(browser), app.authorize_url()
    answers = at_once(lambda number: said_in(tab(number).get(url)["Location"])["code"])
    assert len(set(answers)) == 20
    assert sorted(app.exchange(code).status_code for code in answers) == [200] * 20
    assert AccessToken.objects.count() == 20


def test_consent_given_twenty_times_at_once_is_one_that_holds_it_all(app):
    user, key = a_user("bo@example.com"), app.client.client_id
    wanted = (("openid", "email"), ("openid", "groups"))
    at_once(lambda number: consents.grant(user, key, wanted[number % 2], now=timezone.now()))
    assert sorted(Consent.objects.get(user=user).scopes) == ["email", "groups", "openid"]
