"""The first page of a sign-in: together with the password, and submitted again after a refusal."""

import pytest

from accounts.domain.lifecycle import Status
from accounts.models import Challenge
from flows.models import Transaction
from policies.models import AccountProtection
from tests.actors import PASSWORD, a_user, mails_to, newest_code, sign_up_policy
from tests.flows.idx.document_shape import faults_of, field, form, keys, remediations
from tests.flows.idx.wire import INTROSPECT, Wire
from tests.journeys.policy_settings import enrollment_for_all, session_wants

pytestmark = pytest.mark.django_db

ADA, BO, NOBODY = "ada.okafor@example.com", "bo@example.com", "nobody@example.com"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


@pytest.fixture
def password_first(wire: Wire) -> Wire:
    session_wants(first_factor="password")
    wire.begin()
    return wire


def identify(wire: Wire, address: str, password: str | None = None) -> list[str]:
    given = {} if password is None else {"credentials": {"passcode": password}}
    return keys(wire.post("/idp/idx/identify", {"identifier": address, **given}))


def test_password_as_first_factor_is_on_the_username_form(password_first: Wire):
    asked = form(password_first.document, "identify")["value"]
    passcode = field(asked, "credentials.passcode")
    assert (passcode["required"], passcode["secret"]) == (True, True)
    assert next(one for one in asked if one["name"] == "credentials")["required"] is True
    assert password_first.current["key"] == "okta_password"
    assert password_first.current["recover"]["href"].endswith("/idp/idx/recover")
    assert remediations(password_first.document)[:2] == ["identify", "select-enroll-profile"]
    assert faults_of(password_first.document) == []


def test_any_first_factor_asks_for_the_username_alone(wire: Wire):
    fields = form(wire.begin(), "identify")["value"]
    assert "credentials" not in [one["name"] for one in fields]
    assert "currentAuthenticator" not in wire.document


def test_username_and_password_together_sign_in(password_first: Wire):
    a_user(ADA, PASSWORD)
    identify(password_first, ADA, PASSWORD)
    assert "success" in password_first.document


def test_wrong_username_and_wrong_password_are_alike(password_first: Wire):
    a_user(ADA, PASSWORD)
    a_user(BO, PASSWORD, status=Status.SUSPENDED)
    seen = []
    for address, password in ((ADA, "wrong"), (NOBODY, "wrong"), (BO, PASSWORD), ("ada", PASSWORD)):
        assert identify(password_first, address, password) == ["errors.E0000004"]
        seen.append((password_first.status, remediations(password_first.document)))
        assert "user" not in password_first.document
    assert seen == [(401, seen[0][1])] * 4
    assert seen[0][1][0] == "identify"


def test_refused_password_is_followed_by_the_right_one(password_first: Wire):
    a_user(ADA, PASSWORD)
    identify(password_first, ADA, "wrong")
    assert remediations(password_first.post(INTROSPECT))[0] == "identify"
    identify(password_first, ADA, PASSWORD)
    assert "success" in password_first.document


def test_user_without_password_is_refused_without_a_mail(password_first: Wire):
    a_user(ADA)
    assert identify(password_first, ADA, "anything at all") == ["errors.E0000004"]
    assert mails_to(ADA) == []


def test_missing_password_is_reported_at_its_field(password_first: Wire):
    a_user(ADA, PASSWORD)
    identify(password_first, ADA)
    refused = form(password_first.document, "identify")["value"]
    assert password_first.status == 400
    assert keys(field(refused, "credentials.passcode")) == ["error.password.required"]


def test_tries_of_the_first_page_are_counted(password_first: Wire):
    a_user(ADA, PASSWORD)
    for _ in range(10):
        assert identify(password_first, ADA, "wrong") == ["errors.E0000004"]
    identify(password_first, ADA, PASSWORD)
    assert "success" not in password_first.document


def test_recovery_begins_on_the_first_page(password_first: Wire):
    a_user(ADA, PASSWORD)
    assert remediations(password_first.post("/idp/idx/recover"))[0] == "identify-recovery"
    identify(password_first, ADA)
    assert remediations(password_first.document)[0] == "challenge-authenticator"
    password_first.answer(newest_code(ADA))
    assert remediations(password_first.document) == ["reset-authenticator"]
    assert "success" in password_first.answer("eleven copper kettles by noon")


def test_second_factor_follows_username_and_password(password_first: Wire):
    enrollment_for_all(totp="required")
    a_user(ADA, PASSWORD)
    identify(password_first, ADA, PASSWORD)
    assert password_first.status == 200
    assert "success" not in password_first.document


def test_username_is_submitted_again_while_nothing_is_proved(wire: Wire):
    a_user(ADA, PASSWORD)
    a_user(BO, PASSWORD)
    wire.sign_in(ADA)
    assert keys(wire.answer("wrong")) == ["incorrectPassword"]
    assert identify(wire, BO) == []
    assert (wire.status, wire.document["user"]["value"]["identifier"]) == (200, BO)
    assert "success" in wire.answer(PASSWORD)


def test_unknown_username_submitted_again_leads_to_the_first_page(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    assert identify(wire, NOBODY) == ["idx.unknown.user"]
    assert remediations(wire.post(INTROSPECT))[0] == "identify"


def test_username_submitted_again_in_a_recovery_closes_its_code(wire: Wire):
    a_user(ADA, PASSWORD)
    a_user(BO, PASSWORD)
    wire.begin("RECOVER")
    identify(wire, ADA)
    old = newest_code(ADA)
    assert identify(wire, BO) == []
    assert Challenge.objects.filter(closed_at=None).count() == 1
    wire.answer(newest_code(BO))
    assert remediations(wire.document) == ["reset-authenticator"]
    assert Challenge.objects.get(address=ADA).used_at is None
    assert old


def test_username_is_refused_again_once_something_is_proved(wire: Wire):
    enrollment_for_all(totp="required")
    a_user(ADA, PASSWORD)
    a_user(BO, PASSWORD)
    wire.sign_in(ADA)
    wire.answer(PASSWORD)
    assert "success" not in wire.document
    assert identify(wire, BO) == ["E0000020"]
    assert Transaction.objects.get().identifier == ADA


def test_username_is_refused_in_a_sign_up_that_was_submitted(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", {"userProfile": {"email": ADA, "firstName": "A", "lastName": "O"}})
    assert identify(wire, BO) == ["E0000020"]


def test_tries_are_not_given_back_by_a_new_username(wire: Wire):
    AccountProtection.objects.update(hide_at_sign_in=True)
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    for _ in range(10):
        wire.answer("wrong")
        identify(wire, ADA)
    assert keys(wire.answer(PASSWORD)) == ["tooManyRequests"]
