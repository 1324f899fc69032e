from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.credentials.passwords import Verdict
from accounts.domain.lifecycle import Status
from accounts.models import User
from enrollment.domain.form import PasswordPage
from flows.handlers import password
from tests.actors import PASSWORD, a_user, link_in, mails_to, newest_code, profile, sign_up_policy
from tests.flows.idx.document_shape import faults_of, field, form, keys, remediations
from tests.flows.idx.wire import INTROSPECT, Wire

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


def test_sign_up_works_without_cookies(wire: Wire):
    wire.begin("ENROLL")
    assert faults_of(wire.post("/idp/idx/enroll/new", profile(ADA))) == []
    assert faults_of(wire.answer(newest_code(ADA))) == []
    document = wire.answer(PASSWORD)
    user = User.objects.get(login=ADA)
    assert wire.status == 200
    assert "remediation" not in document
    assert document["success"]["name"] == "success-redirect"
    assert document["success"]["href"].endswith("/me/")
    assert document["user"]["value"] == {
        "id": user.public_id,
        "identifier": ADA,
        "profile": {"firstName": "Ada", "lastName": "Okafor"},
    }


def test_success_is_a_link_and_no_form(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    assert set(wire.answer(PASSWORD)["success"]) == {"name", "href", "method"}


def test_success_signs_the_browser_in(wire: Wire, settings):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    wire.answer(PASSWORD)
    cookie = wire.response.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert wire.client.get("/me/").status_code == 200


def test_nothing_but_success_sets_a_cookie(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.begin()
    assert not wire.response.cookies
    wire.post("/idp/idx/identify", {"identifier": ADA})
    assert not wire.response.cookies
    wire.answer("wrong")
    assert not wire.response.cookies


def test_a_finished_handle_is_spent(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    wire.answer(PASSWORD)
    for path in (INTROSPECT, "/idp/idx/challenge/answer", "/idp/idx/challenge/poll", "/idp/idx/cancel"):
        assert keys(wire.post(path)) == ["idx.session.expired"]


def test_a_poll_shows_the_same_step_until_something_happens(wire: Wire):
    wire.begin("ENROLL")
    entered = wire.post("/idp/idx/enroll/new", profile(ADA))
    assert wire.post("/idp/idx/challenge/poll") == entered
    assert wire.status == 200


def test_opening_the_link_elsewhere_never_moves_the_attempt_on(wire: Wire):
    wire.begin("ENROLL")
    entered = wire.post("/idp/idx/enroll/new", profile(ADA))
    link = f"/flow/link/{link_in(mails_to(ADA)[-1])}"
    assert Client().get(link).status_code == 200
    assert wire.post("/idp/idx/challenge/poll") == entered


def test_mail_is_resent_after_a_wait(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    first = newest_code(ADA)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        wire.post("/idp/idx/challenge/resend")
        assert wire.status == 200
        wire.answer(first)
        assert wire.status == 401
        assert remediations(wire.answer(newest_code(ADA))) == ["enroll-authenticator"]


def test_asking_for_a_mail_too_soon_says_how_long_to_wait(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    assert keys(wire.post("/idp/idx/challenge/resend")) == ["E0000118"]
    assert wire.status == 429
    assert 0 < int(wire.response["Retry-After"]) <= 5
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        assert keys(wire.post("/idp/idx/challenge/resend")) == []


def test_an_address_can_be_corrected(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile("ada@exmaple.com"))
    wire.post("/idp/idx/enroll/change-address", {"userProfile": {"email": ADA}})
    assert wire.status == 200
    assert remediations(wire.answer(newest_code(ADA))) == ["enroll-authenticator"]


def test_invalid_correction_is_reported_at_its_field(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    refused = wire.post("/idp/idx/enroll/change-address", {"userProfile": {"email": "ada"}})
    fields = form(refused, "ssr-change-address")["value"]
    assert keys(field(fields, "userProfile.email")) == ["registration.error.invalidLoginEmail"]


def test_a_forgotten_password_is_replaced(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    assert remediations(wire.post("/idp/idx/recover")) == ["challenge-authenticator"]
    assert remediations(wire.answer(newest_code(ADA))) == ["reset-authenticator"]
    assert "success" in wire.answer("eleven copper kettles by noon")


def test_cancelling_kills_the_handle_and_begins_again(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    old = wire.handle
    fresh = wire.post("/idp/idx/cancel")
    assert wire.status == 200
    assert remediations(fresh)[0] == "identify"
    assert wire.handle != old
    assert keys(wire.post(INTROSPECT, {"stateHandle": old})) == ["idx.session.expired"]


def test_where_a_policy_leaves_nothing_to_ask_the_client_completes(wire: Wire):
    a_user(ADA, status=Status.PROVISIONED)
    wire.sign_in(ADA)
    assert remediations(wire.answer(newest_code(ADA))) == ["enroll-authenticator"]
    sign_up_policy(password_page=PasswordPage.NONE.value)
    document = wire.post(INTROSPECT)
    assert remediations(document) == ["ssr-complete"]
    assert "success" in wire.post("/idp/idx/challenge/answer")


def test_of_two_last_answers_at_once_one_has_the_session(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    other = Wire()
    other.handle = wire.handle
    right = password.verify_password

    def slow(*given: str) -> Verdict:
        monkeypatch.setattr(password, "verify_password", right)
        assert "success" in other.answer(PASSWORD)
        return right(*given)

    monkeypatch.setattr(password, "verify_password", slow)
    assert keys(wire.answer(PASSWORD)) == ["idx.session.expired"]
    assert (wire.status, wire.response.cookies) == (401, {})
