"""How many statements an app's visits may cost. Snapshots are fresh, as for all visits but one a second."""

import pytest

from accounts import configuration_cache
from accounts.models import Group, Membership
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, ALL, press
from tests.oidc.parties import a_signing_key, in_group
from tests.visitor import Statement, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(monkeypatch) -> RelyingParty:
    a_signing_key()
    sign_up_policy()
    monkeypatch.setattr(configuration_cache, "FRESH_FOR_SECONDS", float("inf"))
    return an_app(public=False)


@pytest.fixture
def browser(app) -> FromAppHosted:
    """Ada's, signed in, with everything read once that is read once in the life of a process."""
    in_group(a_user(ADA, PASSWORD), "Staff")
    browser = FromAppHosted(app)
    browser.begin(scope=ALL)
    browser.identify(ADA)
    browser.password(PASSWORD)
    app.refresh(browser.tokens()["refresh_token"])
    return browser


def held(statements: list[Statement], most: int) -> None:
    assert 0 <= len(statements) <= most, [one.kind for one in statements]


def test_a_session_that_is_enough_is_answered_in_four(app, browser):
    url = app.authorize_url(scope=ALL)
    with recorded() as statements:
        response = browser.client.get(url)
    assert "code=" in response["Location"]
    held(statements, 4)


def test_silence_costs_no_more(app, browser):
    url = app.authorize_url(scope=ALL, prompt="none")
    with recorded() as statements:
        response = browser.client.get(url)
    assert "code=" in response["Location"]
    held(statements, 4)


def test_tokens_cost_nine_for_a_code_and_for_a_refresh(app, browser):
    browser.begin(scope=ALL)
    with recorded() as statements:
        tokens = browser.tokens()
    held(statements, 9)
    with recorded() as statements:
        assert app.refresh(tokens["refresh_token"]).status_code == 200
    held(statements, 9)


@pytest.mark.parametrize("groups", [1, 20])
def test_userinfo_costs_two_however_many_groups_there_are(app, browser, groups):
    user = Membership.objects.get().user
    for number in range(1, groups):
        in_group(user, f"Group {number}")
    assert Group.objects.count() >= groups
    browser.begin(scope=ALL)
    token = browser.tokens()["access_token"]
    with recorded() as statements:
        assert app.userinfo(token).status_code == 200
    held(statements, 2)


def test_a_first_look_for_an_app_asks_the_database_nothing(app):
    url = app.authorize_url(scope=ALL)
    FromAppHosted(app).client.get(url)
    with recorded() as statements:
        assert FromAppHosted(app).client.get(url).status_code == 200
    held(statements, 0)


def test_error_answer_to_the_app_costs_no_more(app):
    url = app.authorize_url(scope="everything")
    FromAppHosted(app).client.get(url)
    with recorded() as statements:
        assert FromAppHosted(app).client.get(url).status_code == 302
    held(statements, 0)


def test_an_attempt_on_an_apps_own_pages_begins_with_three(app):
    app.interact(scope=ALL)
    with recorded() as statements:
        assert app.interact(scope=ALL).status_code == 200
    held(statements, 3)
    assert [one.kind for one in statements if one.writes] == ["INSERT flows_transaction"]


def test_the_last_hop_costs_six(app, browser):
    other = FromAppHosted(app)
    other.begin(scope=ALL)
    other.identify(ADA)
    resume = press(other, "credentials.passcode", PASSWORD)["Location"]
    with recorded() as statements:
        response = other.client.get(resume)
    assert b"code=" in response.content
    held(statements, 6)


def test_discovery_and_keys_ask_the_database_nothing(app):
    for path in ("/.well-known/openid-configuration", "/oauth2/default/v1/keys"):
        app.http.get(path)
        with recorded() as statements:
            assert app.http.get(path).status_code == 200
        held(statements, 0)
