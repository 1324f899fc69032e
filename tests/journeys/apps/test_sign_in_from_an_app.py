"""Users come from an app, are known already or prove who they are, and go back with an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Http
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.lifecycle.account_deletion import request_deletion
from accounts.lifecycle.notices import RequestClient
from accounts.models import Event, Session, User
from applications.models import Application, Consent
from flows.models import Transaction
from oidc.models import Grant
from tests.actors import PASSWORD, a_user
from tests.journeys import given
from tests.journeys.apps.app_users import FromAppHosted, FromAppIdx, from_app
from tests.journeys.apps.relying_party import BACK, RelyingParty, an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.user_devices import Pocket

ADA = "ada@example.com"


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app() -> RelyingParty:
    return an_app()


@pytest.fixture
def known(ada: User, app: RelyingParty) -> FromAppHosted:
    """Ada's browser, signed in by way of the app."""
    browser = FromAppHosted(app)
    sign_in(browser)
    return browser


def sign_in(user: FromAppHosted | FromAppIdx, **asked: str) -> None:
    user.begin(**asked)
    user.identify(ADA)
    user.password(PASSWORD)
    assert user.step == SIGNED_IN


def test_user_signs_in_for_an_app(front_end: str, ada: User, app: RelyingParty):
    user = from_app(front_end, app)
    sign_in(user)
    said = app.claims(user.tokens()["id_token"])
    assert (said["sub"], said["amr"], said["acr"]) == (ada.public_id, ["pwd"], "urn:okta:loa:1fa:any")


def test_signed_in_user_is_redirected_to_the_app_at_once(known: FromAppHosted, app: RelyingParty):
    before = Transaction.objects.count()
    known.begin()
    assert known.status == 302
    assert known.tokens()["scope"] == "openid profile email groups"
    assert Transaction.objects.count() == before


def test_silence_is_answered_silently(known: FromAppHosted, app: RelyingParty):
    known.begin(prompt="none")
    assert "code" in known.answer
    stranger = FromAppHosted(app)
    stranger.begin(prompt="none")
    assert stranger.answer["error"] == "login_required"
    assert not Session.objects.exclude(user__login=ADA).exists()


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}])
def test_fresh_proof_is_required_once(known: FromAppHosted, asked: dict[str, str]):
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        known.begin(**asked)
        assert known.step == "step-up"
        known.send("step-up", {})
        known.password(PASSWORD)
        assert known.step == SIGNED_IN
        said = known.app.claims(known.tokens()["id_token"])
        assert abs(said["auth_time"] - timezone.now().timestamp()) < 5


def test_a_proof_that_is_not_older_than_the_app_allows_is_enough(known: FromAppHosted):
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        known.begin(max_age="1800")
        assert "code" in known.answer
        known.begin(max_age="600", prompt="none")
        assert known.answer["error"] == "login_required"


def test_the_session_keeps_its_name_when_more_is_proved(known: FromAppHosted):
    before = known.app.claims(known.tokens()["id_token"])["sid"]
    known.begin(prompt="login")
    known.send("step-up", {})
    known.password(PASSWORD)
    assert known.app.claims(known.tokens()["id_token"])["sid"] == before
    assert Session.objects.count() == 1


def test_an_app_may_wish_for_two_factors(ada: User, app: RelyingParty, pocket: Pocket):
    given.an_app(ada, pocket)
    user = FromAppHosted(app, pocket=pocket)
    user.begin(acr_values="urn:okta:loa:2fa:any")
    user.identify(ADA)
    user.password(PASSWORD)
    user.enter_app_code()
    said = app.claims(user.tokens()["id_token"])
    assert (said["acr"], said["amr"]) == ("urn:okta:loa:2fa:any", ["pwd", "otp", "mfa"])


def test_the_address_that_an_app_knows_is_filled_in(ada: User, app: RelyingParty):
    user = FromAppHosted(app)
    user.begin(login_hint=ADA)
    assert user.page.all("input", name="identifier")[0].get("value") == ADA


def test_hint_about_another_user_is_not_answered_with_this_session(known: FromAppHosted):
    token = known.tokens()["id_token"]
    known.begin(prompt="none", id_token_hint=token)
    assert "code" in known.answer
    a_user("bo@example.com", PASSWORD)
    bo = FromAppHosted(known.app)
    bo.begin()
    bo.identify("bo@example.com")
    bo.password(PASSWORD)
    bo.begin(prompt="none", id_token_hint=token)
    assert bo.answer["error"] == "login_required"


def test_sign_up_request_shows_the_form_to_signed_in_users_too(known: FromAppHosted):
    known.begin(prompt="create")
    assert known.step == "enroll-profile"


def test_restricted_app_names_the_administrator_to_contact(front_end: str, ada: User):
    user = from_app(front_end, an_app(everyone=False, contact="Bo Lind"))
    user.begin()
    user.identify(ADA)
    user.password(PASSWORD)
    assert user.step == "ended"
    assert "Bo Lind" in user.words
    assert user.message_keys == ["idx.error.code.user_not_assigned"]


def test_app_gets_an_error_when_the_user_cancels(ada: User):
    user = FromAppHosted(an_app(everyone=False))
    user.begin()
    user.identify(ADA)
    user.password(PASSWORD)
    back = [link.get("href") for link in user.page.all("a") if link.text == "Back to the app"]
    user.open(back[0])
    assert user.answer["error"] == "access_denied"


def test_user_assigned_by_name_may_use_the_app(front_end: str, ada: User):
    app = an_app(everyone=False)
    app.app.people.add(ada)
    other = from_app(front_end, app)
    Application.objects.get(key="dashboard").save()
    sign_in(other)
    assert other.tokens()["id_token"]


class TestConsent:
    @pytest.fixture
    def foreign(self, ada: User) -> RelyingParty:
        return an_app("Calendar", consent_required=True)

    def test_consent_is_requested_once_and_kept(self, front_end: str, foreign: RelyingParty):
        user = from_app(front_end, foreign)
        user.begin(scope="openid email")
        user.identify(ADA)
        user.password(PASSWORD)
        assert user.step == "consent"
        user.send("consent", {"consent": True})
        assert "email" in foreign.claims(user.tokens()["id_token"])
        assert Consent.objects.get().scopes == ["email", "openid"]
        again = from_app(front_end, foreign)
        sign_in(again, scope="openid email")

    def test_page_names_the_app_and_every_scope(self, foreign: RelyingParty):
        user = FromAppHosted(foreign)
        user.begin(scope="openid email offline_access")
        user.identify(ADA)
        user.password(PASSWORD)
        (scopes,) = user.page.classed("scopes")
        lines = [line.text for line in scopes.all("li")]
        assert len(lines) == len({*lines} - {"openid", "email", "offline_access"}) == 3
        assert any("away" in line for line in lines)
        assert "Calendar" in user.page.text

    def test_additional_scopes_need_new_consent(self, foreign: RelyingParty):
        user = FromAppHosted(foreign)
        user.begin(scope="openid")
        user.identify(ADA)
        user.password(PASSWORD)
        user.send("consent", {"consent": True})
        user.begin(scope="openid", prompt="none")
        assert "code" in user.answer
        user.begin(scope="openid email", prompt="none")
        assert user.answer["error"] == "consent_required"
        user.begin(scope="openid email")
        assert user.step == "consent"

    def test_no_is_an_answer(self, foreign: RelyingParty):
        user = FromAppHosted(foreign)
        user.begin()
        user.identify(ADA)
        user.password(PASSWORD)
        user.send("consent", {})
        assert user.message_keys == ["ssr.consent.declined"]
        back = [link.get("href") for link in user.page.all("a") if link.text == "Back to the app"]
        user.open(back[0])
        assert user.answer["error"] == "access_denied"
        assert not Consent.objects.exists()
        assert not Session.objects.filter(user__isnull=False).exists()
        assert Event.objects.filter(type="user.consent.decline").count() == 1


FATAL = {
    "unknown client": {"client_id": "nobody"},
    "foreign redirect": {"redirect_uri": "https://thief.example/back"},
    "longer redirect": {"redirect_uri": f"{BACK}/more"},
    "redirect with a fragment": {"redirect_uri": f"{BACK}#here"},
    "no redirect": {"redirect_uri": ""},
}


@pytest.mark.parametrize("wrong", FATAL.values(), ids=FATAL.keys())
def test_request_without_a_valid_redirect_uri_is_shown_to_its_user_only(
    app: RelyingParty, wrong: dict[str, str]
):
    response = Http().get(app.authorize_url(**wrong))
    assert response.status_code == 400
    assert "Location" not in response
    assert "This link doesn’t work" in response.content.decode()


TOLD = {
    "another response type": ({"response_type": "token"}, "unsupported_response_type"),
    "hybrid": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "no PKCE": ({"code_challenge": ""}, "invalid_request"),
    "plain PKCE": ({"code_challenge_method": "plain"}, "invalid_request"),
    "PKCE without a method": ({"code_challenge_method": ""}, "invalid_request"),
    "short challenge": ({"code_challenge": "short"}, "invalid_request"),
    "unknown scope": ({"scope": "everything"}, "invalid_scope"),
    "request object": ({"request": "eyJ"}, "request_not_supported"),
    "request URI": ({"request_uri": "https://app.example/r"}, "request_uri_not_supported"),
    "unknown mode": ({"response_mode": "jwt"}, "invalid_request"),
    "none and login": ({"prompt": "none login"}, "invalid_request"),
    "unknown prompt": ({"prompt": "please"}, "invalid_request"),
    "age that is no number": ({"max_age": "soon"}, "invalid_request"),
}


@pytest.mark.parametrize(("wrong", "error"), TOLD.values(), ids=TOLD.keys())
def test_app_gets_the_error_of_an_invalid_request(app: RelyingParty, wrong: dict[str, str], error: str):
    response = Http().get(app.authorize_url(**wrong))
    assert response.status_code == 302
    assert app.read(response["Location"])["error"] == error
    assert not Grant.objects.exists()


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "code_challenge"])
def test_a_parameter_that_is_there_twice_is_refused(app: RelyingParty, name: str):
    response = Http().get(f"{app.authorize_url()}&{name}=again")
    assert response.status_code == 400


def test_a_request_may_come_in_a_form(app: RelyingParty):
    asked = app.request()
    response = Http().post(f"{app.base}/v1/authorize", asked)
    assert response.status_code == 303
    assert Http().get(response["Location"]).status_code == 200


def test_page_of_another_user_answers_no_first_page(app: RelyingParty):
    response = Http(enforce_csrf_checks=True).post(
        app.authorize_url(), {"form": "identify", "identifier": ADA, "csrfmiddlewaretoken": "forged"}
    )
    assert response.status_code in (403, 410)
    assert not Transaction.objects.exists()


def test_the_answer_is_for_the_browser_that_earned_it(ada: User, app: RelyingParty):
    user = FromAppHosted(app)
    sign_in(user)
    finished = Transaction.objects.get()
    Transaction.objects.update(answered_at=None)
    thief = FromAppHosted(app)
    thief.open(f"/oauth2/resume/{finished.id}")
    assert thief.step == "ended"
    assert thief.message_keys == ["idx.session.expired"]


def test_disabled_app_refuses_every_user(app: RelyingParty, ada: User):
    Application.objects.filter(pk=app.app.pk).update(active=False)

    raise_version()
    assert Http().get(app.authorize_url()).status_code == 400


def test_withdrawn_consent_ends_the_apps_tokens(known: FromAppHosted, ada: User):
    known.begin(scope="openid offline_access")
    tokens = known.tokens()
    known.open("/me/data")
    known.act(f"/me/data/withdraw/{known.app.client.client_id}")
    assert known.app.userinfo(tokens["access_token"]).status_code == 401
    assert known.app.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    known.begin()
    assert known.app.userinfo(known.tokens()["access_token"]).status_code == 200


def test_user_pending_deletion_is_refused_everywhere(known: FromAppHosted, ada: User):
    known.begin(scope="openid offline_access")
    tokens = known.tokens()
    request_deletion(ada, RequestClient("a browser", ""), timezone.now())
    assert known.app.userinfo(tokens["access_token"]).status_code == 401
    assert known.app.refresh(tokens["refresh_token"]).status_code == 400
    known.begin(prompt="none")
    assert known.answer["error"] == "login_required"


@pytest.mark.parametrize("prompt", ["", "create"])
def test_the_first_page_names_the_app_it_leads_to(app: RelyingParty, prompt: str):
    user = FromAppHosted(app)
    user.begin(prompt=prompt)
    assert "to continue to Payroll" in user.words
