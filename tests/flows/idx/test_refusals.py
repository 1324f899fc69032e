from typing import Any

import pytest

from accounts.hashers import HashingBusy
from enrollment.models import ProfileEnrollmentPolicy
from flows.handlers import password
from tests.actors import PASSWORD, a_user, newest_code, profile, sign_up_policy
from tests.flows.idx.document_shape import faults_of, field, form, keys, remediations, steady
from tests.flows.idx.wire import Wire

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


def refuse_busy(*_: Any) -> None:
    raise HashingBusy


def test_a_form_of_another_step_changes_nothing(wire: Wire):
    begun = wire.begin()
    refused = wire.answer("123456")
    assert (wire.status, keys(refused)) == (400, ["E0000020"])
    del refused["messages"]
    assert steady(refused) == steady(begun)


def test_a_form_the_policy_does_not_offer_changes_nothing(wire: Wire):
    sign_up_policy(sign_up_allowed=False)
    wire.begin()
    assert keys(wire.post("/idp/idx/enroll")) == ["E0000020"]
    assert wire.status == 400


def test_unknown_username_is_reported_as_information(wire: Wire):
    document = wire.sign_in("nobody@example.com")
    (said,) = document["messages"]["value"]
    assert wire.status == 400
    assert said["class"] == "INFO"
    assert said["i18n"] == {"key": "idx.unknown.user", "params": ["nobody@example.com"]}
    assert remediations(document)[:2] == ["identify", "select-enroll-profile"]


def test_wrong_password_is_reported_for_the_whole_form(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    assert keys(wire.answer("wrong")) == ["incorrectPassword"]
    assert wire.status == 401


def test_wrong_code_is_reported_at_its_field(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    refused = form(wire.answer("000000"), "enroll-authenticator")
    assert wire.status == 401
    assert keys(field(refused["value"], "credentials.passcode")) == ["api.authn.error.PASSCODE_INVALID"]


def test_a_weak_password_is_a_bad_request(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    wire.answer(newest_code(ADA))
    refused = form(wire.answer("short"), "enroll-authenticator")
    assert wire.status == 400
    assert keys(field(refused["value"], "credentials.passcode")) == ["ssr.password.too_short"]


def test_taken_address_has_the_parameter_clients_look_for(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.begin("ENROLL")
    refused = form(wire.post("/idp/idx/enroll/new", profile(ADA)), "enroll-profile")
    (said,) = field(refused["value"], "userProfile.email")["messages"]["value"]
    assert wire.status == 400
    assert said["i18n"] == {"key": "registration.error.notUniqueWithinOrg", "params": ["Email"]}


def test_closed_sign_up_ends_the_transaction(wire: Wire):
    ProfileEnrollmentPolicy.objects.update(sign_up_allowed=False)
    sign_up_policy(sign_up_allowed=False)
    document = wire.begin("ENROLL")
    assert wire.status == 403
    assert set(document) == {"version", "messages"}


def test_too_many_tries_are_slowed_down(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    said = [keys(wire.answer("wrong")) for _ in range(21)]
    assert said[0] == ["incorrectPassword"]
    assert said[-1] == ["tooManyRequests"]
    assert wire.status == 429
    assert 290 < int(wire.response["Retry-After"]) <= 301


def test_a_server_with_no_hand_free_says_so(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    monkeypatch.setattr(password, "verify_password", refuse_busy)
    assert keys(wire.answer(PASSWORD)) == ["ssr.busy"]
    assert (wire.status, "Retry-After" in wire.response) == (503, True)


@pytest.mark.parametrize(
    "body",
    [
        {"identifier": 5},
        {"identifier": None},
        {"identifier": {"a": 1}},
        {"identifier": ["a"]},
        {"identifier": "a\0b@example.com"},
        {"identifier": "x" * 60_000},
        {},
    ],
)
def test_a_value_of_another_kind_is_a_fault_at_its_field(wire: Wire, body: dict[str, Any]):
    wire.begin()
    refused = form(wire.post("/idp/idx/identify", body), "identify")
    assert wire.status == 400
    assert len(keys(field(refused["value"], "identifier"))) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"userProfile": []},
        {"userProfile": "ada"},
        {"userProfile": {"email": {"a": 1}, "firstName": ["Ada"], "lastName": 5}},
        {"userProfile": {"email": ADA, "firstName": "A" * 60_000, "lastName": "\u202eOkafor"}},
        {},
    ],
)
def test_a_profile_of_another_kind_is_refused_field_by_field(wire: Wire, body: dict[str, Any]):
    wire.begin("ENROLL")
    refused = wire.post("/idp/idx/enroll/new", body)
    fields = form(refused, "enroll-profile")["value"]
    assert wire.status == 400
    assert keys(field(fields, "userProfile.firstName"))
    assert faults_of(refused) == []


def test_unknown_members_are_ignored(wire: Wire):
    a_user(ADA, PASSWORD)
    wire.begin()
    wire.post("/idp/idx/identify", {"identifier": ADA, "rememberMe": True, "isAdmin": True, "form": "x"})
    assert wire.status == 200
