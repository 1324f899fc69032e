"""Proving with every authenticator on the wire: what the document says, what is sent, what is answered."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.lifecycle.support import replace_access_code
from policies.domain.outcomes import Need
from policies.domain.rules import Kind
from tests.actors import PASSWORD, a_user, newest_code, sign_up_policy
from tests.flows.idx.document_shape import Json, field, form, id_of, keys, options_of, remediations
from tests.flows.idx.rules import (
    PHONE,
    decide,
    give_app,
    give_passkey,
    give_phone,
    give_question,
    give_recovery_codes,
    wish,
)
from tests.flows.idx.wire import Wire
from tests.passkeys import for_idx_api

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    decide(Kind.AUTHENTICATION, factors=2)
    return Wire()


def after_password(wire: Wire) -> Json:
    """Come as far as the second factor."""
    wire.sign_in(ADA)
    wire.send_form("challenge-authenticator", {"credentials": {"passcode": PASSWORD}})
    assert wire.status == 200
    return wire.document


def offered(document: Json) -> list[str]:
    names = [one for one in remediations(document) if one.startswith("select-authenticator-")]
    return [id_of(option) for name in names for option in options_of(form(document, name))]


def prove(wire: Wire, **credentials: Any) -> Json:
    return wire.send_form("challenge-authenticator", {"credentials": credentials})


def test_a_code_of_an_app_is_the_second_factor(wire: Wire):
    codes = give_app(a_user(ADA, PASSWORD))
    after_password(wire)
    assert (wire.current["key"], wire.current["type"]) == ("google_otp", "app")
    assert "contextualData" not in wire.current
    refused = prove(wire, passcode="000000")
    passcode = field(form(refused, "challenge-authenticator")["value"], "credentials.passcode")
    assert wire.status == 401
    assert keys(passcode) == ["authfactor.challenge.soft_token.invalid_passcode"]
    assert "success" in prove(wire, passcode=codes.now())


def test_a_code_counts_once(wire: Wire):
    codes = give_app(a_user(ADA, PASSWORD))
    code = codes.now()
    after_password(wire)
    assert "success" in prove(wire, passcode=code)
    again = Wire()
    after_password(again)
    refused = form(prove(again, passcode=code), "challenge-authenticator")
    assert again.status == 401
    used = "authfactor.challenge.soft_token.used_passcode"
    assert keys(field(refused["value"], "credentials.passcode")) == [used]


def test_proved_authenticator_is_not_offered_again(wire: Wire):
    user = a_user(ADA, PASSWORD)
    give_app(user)
    give_recovery_codes(user)
    document = after_password(wire)
    assert wire.current["key"] != "okta_password"
    assert "aut-password" not in offered(document)
    assert len(offered(document)) == 2


@pytest.mark.parametrize("name", ["aut-recovery_code", "recovery_code"])
def test_alternative_is_chosen_by_its_id_or_its_key(wire: Wire, name: str):
    user = a_user(ADA, PASSWORD)
    give_app(user)
    codes = give_recovery_codes(user)
    after_password(wire)
    wire.choose("select-authenticator-authenticate", name)
    assert wire.current["key"] == "recovery_code"
    assert "aut-totp" in offered(wire.document)
    assert keys(prove(wire, passcode="AAAAA-AAAAA")) == []
    assert wire.status == 401
    assert "success" in prove(wire, passcode=codes[3])


@pytest.mark.parametrize("name", ["aut-phone", "aut-nothing", "", "totp\0"])
def test_only_offered_authenticators_can_be_chosen(wire: Wire, name: str):
    user = a_user(ADA, PASSWORD)
    give_app(user)
    give_recovery_codes(user)
    after_password(wire)
    refused = form(
        wire.choose("select-authenticator-authenticate", name), "select-authenticator-authenticate"
    )
    assert wire.status == 400
    assert len(keys(field(refused["value"], "authenticator"))) == 1


def test_a_passkey_is_the_second_factor(wire: Wire):
    device = give_passkey(a_user(ADA, PASSWORD))
    document = after_password(wire)
    assert form(document, "challenge-authenticator")["relatesTo"] == ["$.currentAuthenticator"]
    held = document["authenticatorEnrollments"]["value"][0]
    data = wire.current["contextualData"]["challengeData"]
    assert held["credentialId"] == data["allowCredentials"][0]["id"]
    signed = for_idx_api(device.get(data))
    assert keys(prove(wire, **(signed | {"signatureData": "AAAA"}))) == ["ssr.passkey.not_accepted"]
    assert wire.status == 401
    assert "success" in prove(wire, **signed)


def test_a_passkey_from_the_box_for_the_name_is_all_it_takes(wire: Wire):
    decide(Kind.AUTHENTICATION, factors=1)
    device = give_passkey(a_user(ADA, PASSWORD))
    document = wire.begin()
    autofill = form(document, "challenge-webauthn-autofillui-authenticator")
    assert autofill["relatesTo"] == ["webauthnAutofillUIChallenge"]
    data = document["webauthnAutofillUIChallenge"]["value"]["challengeData"]
    signed = for_idx_api(device.get(data))
    assert "success" in wire.send_form(autofill["name"], {"credentials": signed})


def test_text_message_is_sent_on_request(wire: Wire):
    wish(Authenticator.PHONE, Need.OPTIONAL)
    give_phone(a_user(ADA, PASSWORD))
    wire.sign_in(ADA)
    prove(wire, passcode=PASSWORD)
    assert remediations(wire.document)[0] == "authenticator-verification-data"
    assert wire.current["profile"]["phoneNumber"].endswith("5678")
    assert PHONE not in str(wire.document)
    wire.send_form("authenticator-verification-data", {"authenticator": {"id": "aut-phone"}})
    assert remediations(wire.document)[0] == "challenge-authenticator"
    assert "resend" in wire.current
    assert keys(wire.send_form("resend")) == ["errors.E0000109"]
    assert "success" in prove(wire, passcode=newest_code(PHONE))


def test_alternative_to_a_phone_has_the_same_path(wire: Wire):
    wish(Authenticator.PHONE, Need.OPTIONAL)
    user = a_user(ADA, PASSWORD)
    give_phone(user)
    give_app(user)
    after_password(wire)
    wire.choose("select-authenticator-authenticate", "phone_number")
    assert wire.current["key"] == "phone_number"
    wire.choose("select-authenticator-authenticate", "google_otp")
    assert wire.current["key"] == "google_otp"


def test_a_security_question_is_no_second_class(wire: Wire):
    wish(Authenticator.SECURITY_QUESTION, Need.OPTIONAL)
    user = a_user(ADA, PASSWORD)
    give_question(user)
    give_app(user)
    assert "aut-security_question" not in offered(after_password(wire))


def test_access_code_signs_the_user_in(wire: Wire):
    decide(Kind.AUTHENTICATION, factors=1)
    user = a_user(ADA)
    wish(Authenticator.ACCESS_CODE, Need.OPTIONAL)
    code = replace_access_code(user, timezone.now(), actor=None)
    wire.sign_in(ADA)
    wire.choose("select-authenticator-authenticate", "tac")
    assert wire.current["key"] == "tac"
    prove(wire, passcode="WRONG-CODE-123")
    assert wire.status == 401
    prove(wire, passcode=code)
    assert wire.status == 200


def test_forgotten_password_is_not_offered_as_a_proof(wire: Wire):
    user = a_user(ADA, PASSWORD)
    codes = give_app(user)
    wire.sign_in(ADA)
    wire.send_form("recover")
    assert wire.current["key"] == "okta_email"
    assert "aut-password" not in offered(wire.document)
    prove(wire, passcode=newest_code(ADA))
    assert wire.current["key"] == "google_otp"
    assert "aut-password" not in offered(wire.document)
    prove(wire, passcode=codes.now())
    assert remediations(wire.document) == ["reset-authenticator"]
    reset = {"credentials": {"passcode": "eleven copper kettles by noon"}}
    # Mail and app are of one class, and the new password rests on them: the next sign-in asks for more.
    ended = wire.send_form("reset-authenticator", reset)
    assert (wire.status, keys(ended)) == (200, ["idx.recovery.completed"])
    assert ended["messages"]["value"][0]["class"] == "INFO"
    assert set(ended) == {"version", "messages"}
