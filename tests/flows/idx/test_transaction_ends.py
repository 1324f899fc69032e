"""Ends of transactions, occasional steps, and an administrator's denial message."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.credentials.lockout import lock_account
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from accounts.models import User
from policies.domain.outcomes import Need
from policies.domain.rules import Kind
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user, newest_code, profile, sign_up_policy
from tests.flows.idx.document_shape import Json, field, form, id_of, keys, options_of, remediations
from tests.flows.idx.rules import decide, wish
from tests.flows.idx.wire import INTROSPECT, Wire

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


def prove(wire: Wire, passcode: str = PASSWORD) -> Json:
    return wire.send_form("challenge-authenticator", {"credentials": {"passcode": passcode}})


def test_locked_account_is_unlocked_by_email_without_a_session(wire: Wire):
    user = a_user(ADA, PASSWORD)
    lock_account(user.pk, timezone.now())
    wire.begin()
    wire.send_form("unlock-account")
    unlock = form(wire.document, "select-authenticator-unlock-account")
    assert [id_of(option) for option in options_of(unlock)] == ["aut-email"]
    wire.send_form(unlock["name"], {"identifier": ADA, "authenticator": {"id": "aut-email"}})
    assert wire.current["key"] == "okta_email"
    ended = prove(wire, newest_code(ADA))
    assert (wire.status, keys(ended)) == (200, ["oie.selfservice.unlock_user.success.message"])
    assert ended["messages"]["value"][0]["class"] == "INFO"
    assert not wire.response.cookies
    assert User.objects.get(pk=user.pk).status == Status.ACTIVE
    assert keys(wire.post(INTROSPECT)) == ["idx.session.expired"]


def test_denial_has_the_administrators_message(wire: Wire):
    a_user(ADA, PASSWORD)
    decide(Kind.AUTHENTICATION, allowed=False, deny_text="Ask Noor on the third floor.")
    wire.sign_in(ADA)
    ended = prove(wire)
    (said,) = ended["messages"]["value"]
    assert (wire.status, set(ended)) == (403, {"version", "messages"})
    assert said["i18n"]["key"] == "security.access_denied_custom_message"
    assert said["message"] == "Ask Noor on the third floor."


def test_a_refusal_without_words_is_still_one(wire: Wire):
    a_user(ADA, PASSWORD)
    decide(Kind.SESSION, allowed=False)
    wire.sign_in(ADA)
    assert keys(prove(wire)) == ["security.access_denied"]
    assert wire.status == 403


def test_unsatisfiable_policy_names_the_app(wire: Wire):
    decide(Kind.AUTHENTICATION, phishing_resistant=True)
    wish(Authenticator.PASSKEY, Need.NOT_ALLOWED)
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    if "remediation" in wire.document:
        prove(wire)
    (said,) = wire.document["messages"]["value"]
    assert (wire.status, said["i18n"]["key"]) == (403, "oie.assurance.unsatisfiable")
    assert said["i18n"]["params"] != []


def test_registration_completed_by_email_reports_it_and_takes_the_code(wire: Wire):
    wish(Authenticator.EMAIL, Need.NOT_ALLOWED)
    wire.begin("ENROLL")
    wire.send_form("enroll-profile", profile(ADA))
    wire.send_form("enroll-authenticator", {"credentials": {"passcode": PASSWORD}})
    (said,) = wire.document["messages"]["value"]
    assert wire.status == 200
    assert (said["i18n"]["key"], said["class"]) == ("idx.email.verification.required", "INFO")
    code = {"credentials": {"passcode": newest_code(ADA)}}
    assert "success" in wire.send_form("enroll-authenticator", code)


def test_an_old_password_has_to_be_changed(wire: Wire):
    user = a_user(ADA, PASSWORD)
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=91))
    decide(Kind.PASSWORD, max_age_days=90)
    wire.sign_in(ADA)
    assert remediations(prove(wire)) == ["reenroll-authenticator"]
    refused = wire.send_form("reenroll-authenticator", {"credentials": {"passcode": PASSWORD}})
    fields = form(refused, "reenroll-authenticator")["value"]
    assert (wire.status, keys(field(fields, "credentials.passcode"))) == (400, ["ssr.password.same"])
    new = {"credentials": {"passcode": ANOTHER_PASSWORD}}
    assert "success" in wire.send_form("reenroll-authenticator", new)


@pytest.mark.parametrize("form_name", ["skip", "reenroll-authenticator-warning"])
def test_a_password_that_grows_old_may_be_changed_now(wire: Wire, form_name: str):
    user = a_user(ADA, PASSWORD)
    User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=85))
    decide(Kind.PASSWORD, max_age_days=90, warn_days=7)
    wire.sign_in(ADA)
    assert remediations(prove(wire)) == ["reenroll-authenticator-warning", "skip"]
    assert keys(wire.document) == ["idx.password.expiring.message"]
    assert wire.current["settings"]["daysToExpiry"] == 4
    body = {} if form_name == "skip" else {"credentials": {"passcode": ANOTHER_PASSWORD}}
    assert "success" in wire.send_form(form_name, body)


@pytest.mark.parametrize("stays", [True, False])
def test_stay_signed_in_is_the_last_prompt(wire: Wire, stays: bool):
    a_user(ADA, PASSWORD)
    decide(Kind.AUTHENTICATION, keep_me_signed_in=True)
    decide(Kind.SESSION, persistent=True)
    wire.sign_in(ADA)
    assert remediations(prove(wire)) == ["keep-me-signed-in"]
    assert "success" in wire.send_form("keep-me-signed-in", {"keepMeSignedIn": stays})
    assert bool(wire.response.cookies[settings.SESSION_COOKIE_NAME]["max-age"]) is stays
