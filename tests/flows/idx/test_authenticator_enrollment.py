"""Setting up every authenticator on the wire, at sign-up and at sign-in."""

from typing import Any

import pytest

from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment
from policies.domain.outcomes import Need
from policies.domain.rules import Kind
from tests.actors import PASSWORD, a_user, newest_code, profile, sign_up_policy
from tests.flows.idx.document_shape import Json, field, form, id_of, keys, options_of, remediations
from tests.flows.idx.rules import ANSWER, PHONE, app_of, decide, wish
from tests.flows.idx.wire import Wire
from tests.passkeys import Device, for_idx_api

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


def signing_up(wire: Wire) -> Json:
    """Come as far as the address and the password go."""
    wire.begin("ENROLL")
    wire.send_form("enroll-profile", profile(ADA))
    wire.send_form("enroll-authenticator", {"credentials": {"passcode": newest_code(ADA)}})
    return wire.send_form("enroll-authenticator", {"credentials": {"passcode": PASSWORD}})


def set_up(wire: Wire, **credentials: Any) -> Json:
    return wire.send_form("enroll-authenticator", {"credentials": credentials})


def held() -> list[str]:
    return list(Enrollment.objects.order_by("id").values_list("authenticator", flat=True))


def test_an_app_is_set_up_by_its_picture_or_its_key(wire: Wire):
    wish(Authenticator.TOTP, Need.REQUIRED)
    signing_up(wire)
    assert remediations(wire.document) == ["enroll-authenticator"]
    data = wire.current["contextualData"]
    assert data["qrcode"]["method"] == "embedded"
    assert data["qrcode"]["href"].startswith("data:image/png;base64,")
    refused = form(set_up(wire, passcode="000000"), "enroll-authenticator")
    wrong = "authfactor.challenge.soft_token.invalid_passcode"
    assert (wire.status, keys(field(refused["value"], "credentials.passcode"))) == (401, [wrong])
    assert wire.current["contextualData"] == data
    assert "success" in set_up(wire, passcode=app_of(data["sharedSecret"]).now())
    assert held() == ["totp"]


@pytest.mark.parametrize("listed", [True, False])
def test_passkey_is_created_from_the_document(wire: Wire, listed: bool):
    wish(Authenticator.PASSKEY, Need.REQUIRED)
    signing_up(wire)
    device = Device()
    made = for_idx_api(device.create(wire.current["contextualData"]["activationData"]))
    if listed:
        made["transports"] = ["internal"]
    assert keys(set_up(wire, **(made | {"attestation": "AAAA"}))) == ["ssr.passkey.not_accepted"]
    assert wire.status == 401
    assert "success" in set_up(wire, **made)
    assert Enrollment.objects.get().data["transports"] == ["internal"]


def test_a_phone_is_set_up_in_two_steps(wire: Wire):
    wish(Authenticator.PHONE, Need.REQUIRED)
    signing_up(wire)
    told = form(wire.document, "authenticator-enrollment-data")
    assert [one["name"] for one in told["value"][0]["form"]["value"]] == ["id", "methodType", "phoneNumber"]
    assert told["relatesTo"] == ["$.currentAuthenticator"]
    number = {"id": "aut-phone", "methodType": "sms", "phoneNumber": "12"}
    refused = wire.send_form("authenticator-enrollment-data", {"authenticator": number})
    fields = form(refused, "authenticator-enrollment-data")["value"]
    assert wire.status == 400
    assert keys(field(fields, "authenticator.phoneNumber")) == ["api.factors.error.sms.invalid_phone"]
    wire.send_form("authenticator-enrollment-data", {"authenticator": number | {"phoneNumber": PHONE}})
    assert remediations(wire.document)[0] == "enroll-authenticator"
    assert wire.current["profile"]["phoneNumber"].endswith("5678")
    assert "success" in set_up(wire, passcode=newest_code(PHONE))
    assert held() == ["phone"]


def test_a_security_question_is_chosen_or_written(wire: Wire):
    wish(Authenticator.SECURITY_QUESTION, Need.REQUIRED)
    signing_up(wire)
    questions = wire.current["contextualData"]["questions"]
    assert {"questionKey": "favorite_toy", "question": "What was your favorite toy as a child?"} in questions
    (credentials, _) = form(wire.document, "enroll-authenticator")["value"]
    shapes = [[one["name"] for one in option["value"]["form"]["value"]] for option in credentials["options"]]
    assert shapes == [["questionKey", "answer"], ["questionKey", "question", "answer"]]
    assert set_up(wire, questionKey="favorite_toy", answer="ab")
    assert wire.status == 400
    assert "success" in set_up(wire, questionKey="custom", question="Where is the key?", answer=ANSWER)


def test_recovery_codes_are_shown_and_confirmed(wire: Wire):
    wish(Authenticator.RECOVERY_CODE, Need.REQUIRED)
    signing_up(wire)
    codes = wire.current["contextualData"]["recoveryCodes"]
    assert len(set(codes)) == 10
    wire.send_form("poll") if "poll" in wire.current else wire.post("/idp/idx/introspect")
    assert wire.current["contextualData"]["recoveryCodes"] == codes
    assert "success" in wire.send_form("enroll-authenticator")
    assert held() == ["recovery_code"]


def test_of_several_that_are_required_one_after_the_other_is_chosen(wire: Wire):
    wish(Authenticator.TOTP, Need.REQUIRED)
    wish(Authenticator.PASSKEY, Need.REQUIRED)
    signing_up(wire)
    assert remediations(wire.document) == ["select-authenticator-enroll"]
    offered = [id_of(one) for one in options_of(form(wire.document, "select-authenticator-enroll"))]
    assert set(offered) == {"aut-totp", "aut-passkey"}
    wire.choose("select-authenticator-enroll", "webauthn")
    assert wire.current["key"] == "webauthn"
    wire.choose("select-authenticator-enroll", "aut-totp")
    assert wire.current["key"] == "google_otp"
    set_up(wire, passcode=app_of(wire.current["contextualData"]["sharedSecret"]).now())
    assert wire.current["key"] == "webauthn"


def test_optional_enrollment_is_skipped(wire: Wire):
    decide(Kind.ENROLLMENT, offer=True)
    signing_up(wire)
    assert remediations(wire.document) == ["select-authenticator-enroll", "skip"]
    assert "success" in wire.send_form("skip")
    assert held() == []


def test_postponable_enrollment_has_its_deadline(wire: Wire):
    wish(Authenticator.TOTP, Need.REQUIRED, grace_skips=2)
    a_user(ADA, PASSWORD)
    for left in (2, 1):
        wire.sign_in(ADA)
        wire.send_form("challenge-authenticator", {"credentials": {"passcode": PASSWORD}})
        (listed,) = wire.document["authenticators"]["value"]
        assert listed["gracePeriod"] == {"skipCount": left}
        assert "success" in wire.send_form("skip")
    wire.sign_in(ADA)
    wire.send_form("challenge-authenticator", {"credentials": {"passcode": PASSWORD}})
    wire.send_form("challenge-authenticator", {"credentials": {"passcode": newest_code(ADA)}})
    assert remediations(wire.document) == ["enroll-authenticator"]


def test_rule_that_requires_a_missing_authenticator_offers_enrollment(wire: Wire):
    decide(Kind.AUTHENTICATION, factors=2)
    wish(Authenticator.EMAIL, Need.NOT_ALLOWED)
    wish(Authenticator.PASSKEY, Need.NOT_ALLOWED)
    wish(Authenticator.RECOVERY_CODE, Need.NOT_ALLOWED)
    a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    wire.send_form("challenge-authenticator", {"credentials": {"passcode": PASSWORD}})
    wire.send_form("challenge-authenticator", {"credentials": {"passcode": newest_code(ADA)}})
    assert remediations(wire.document)[0] == "enroll-authenticator"
    key = wire.current["contextualData"]["sharedSecret"]
    assert "success" in set_up(wire, passcode=app_of(key).now())
