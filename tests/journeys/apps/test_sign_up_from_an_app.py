"""Sign-up ends where it began: at the app, with tokens that tell the truth."""

import pytest
from django.utils import timezone

from accounts.models import Event, Group, ProfileAttribute, Session, User
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from flows.domain.transaction import Intent
from tests.actors import PASSWORD
from tests.journeys.apps.app_users import FromAppHosted, from_app
from tests.journeys.apps.relying_party import an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.mailbox import newest

ADA = "ada@example.com"
PROFILE = {"email": ADA, "firstName": "Ada", "lastName": "Okafor"}


@pytest.fixture
def finance() -> Group:
    """A group that every new user joins."""
    group = Group.objects.create(name="Finance", created_at=timezone.now())
    ProfileEnrollmentPolicy.objects.get(is_default=True).groups.add(group)
    return group


def test_user_signs_up_and_the_app_gets_the_claims(front_end: str, finance: Group):
    app = an_app()
    ada = from_app(front_end, app)
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    ada.submit_code()
    ada.choose_password(PASSWORD)
    assert ada.step == SIGNED_IN
    tokens = ada.tokens()
    user = User.objects.get(login=ADA)
    said = app.claims(tokens["id_token"])
    assert said["sub"] == user.public_id
    assert (said["email"], said["email_verified"]) == (ADA, True)
    assert (said["name"], said["given_name"], said["family_name"]) == ("Ada Okafor", "Ada", "Okafor")
    assert said["groups"] == ["Finance"]
    assert set(said["amr"]) >= {"pwd", "otp", "mfa"}
    assert abs(said["auth_time"] - timezone.now().timestamp()) < 60
    assert said["sid"] == Session.objects.get(user=user).sid
    info = app.userinfo(tokens["access_token"])
    assert info.status_code == 200
    assert info.json()["sub"] == user.public_id
    assert "refresh_token" not in tokens


def test_the_app_gets_its_answer_once(front_end: str):
    app = an_app()
    ada = from_app(front_end, app)
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    ada.submit_code()
    ada.choose_password(PASSWORD)
    tokens = ada.tokens()
    code, grant = (
        (ada.answer["code"], "authorization_code")
        if isinstance(ada, FromAppHosted)
        else (ada.code, "interaction_code")
    )
    again = app.exchange(code, grant)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_the_page_that_takes_the_answer_takes_it_once():
    ada = FromAppHosted(an_app())
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    ada.submit_code()
    ada.choose_password(PASSWORD)
    resumed = ada.url
    assert resumed.startswith("/oauth2/resume/")
    ada.open(resumed)
    assert ada.step == "ended"
    assert ada.message_keys == ["ssr.request.answered"]


def test_the_tab_is_closed_and_opened_again_before_the_code_is_typed():
    ada = FromAppHosted(an_app())
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    waiting = ada.url
    ada.page = type(ada.page)("")
    ada.open(waiting)
    ada.submit_code()
    ada.choose_password(PASSWORD)
    assert ada.tokens()["token_type"] == "Bearer"


def test_the_link_in_the_same_browser_goes_on_to_the_app():
    ada = FromAppHosted(an_app())
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    ada.open(newest(ADA).link)
    ada.send("link", {})
    ada.choose_password(PASSWORD)
    assert ada.tokens()["token_type"] == "Bearer"


def test_link_on_another_device_shows_the_code_and_names_the_app():
    app = an_app(initiate_login_uri="https://payroll.example/start")
    ada = FromAppHosted(app)
    telephone = FromAppHosted(app, ip_address="203.0.113.9")
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    letter = newest(ADA)
    telephone.open(letter.link)
    assert telephone.page.classed("code")[0].text.replace(" ", "") == letter.code
    links = {link.get("href"): link.text for link in telephone.page.all("a")}
    assert links["https://payroll.example/start"] == "Start again at Payroll in this browser"
    ada.submit_code(letter.code)
    ada.choose_password(PASSWORD)
    assert ada.tokens()["token_type"] == "Bearer"


def test_an_app_with_pages_of_its_own_gets_the_links_of_mails():
    app = an_app(email_callback_uri="https://payroll.example/mail?from=us")
    ada = from_app("idx", app)
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    letter = newest(ADA)
    response = ada.client.get(letter.link[letter.link.index("/flow/") :])
    assert response.status_code == 302
    assert response["Location"] == f"https://payroll.example/mail?from=us&otp={letter.code}&state={app.state}"


def test_two_tabs_two_requests_two_answers():
    first, other = an_app("Payroll"), an_app("Wiki")
    ada = FromAppHosted(first)
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile(PROFILE)
    second = FromAppHosted(other)
    second.client = ada.client
    second.begin()
    second.identify("bo@example.com")
    ada.submit_code()
    ada.choose_password(PASSWORD)
    assert first.claims(ada.tokens()["id_token"])["email"] == ADA
    second.begin()
    assert second.step == SIGNED_IN
    assert other.claims(second.tokens()["id_token"])["email"] == ADA


def test_user_who_could_not_use_the_app_cannot_sign_up_for_it(front_end: str):
    app = an_app(everyone=False)
    ada = from_app(front_end, app)
    ada.begin()
    assert "select-enroll-profile" not in ada.forms
    ada.identify("nobody@example.com")
    assert ada.step == "challenge-password"


def test_an_app_has_a_form_of_its_own(front_end: str):
    ProfileEnrollmentPolicy.objects.filter(is_default=True).update(sign_up_allowed=False)
    own = ProfileEnrollmentPolicy.objects.create(
        name="For payroll", sign_up_allowed=True, password_page="none"
    )
    email = ProfileAttribute.objects.get(key="email")
    EnrollmentFormField.objects.create(policy=own, attribute=email, required=True)
    ada = from_app(front_end, an_app(enrollment_policy=own))
    ada.begin(Intent.SIGN_UP)
    ada.submit_profile({"email": ADA})
    ada.submit_code()
    assert ada.step == SIGNED_IN
    assert Event.objects.filter(type="oauth2.token.grant").count() == 0
    ada.tokens()
    granted = Event.objects.get(type="oauth2.token.grant")
    assert (granted.user_id, granted.actor_type) == (User.objects.get(login=ADA).public_id, "client")
