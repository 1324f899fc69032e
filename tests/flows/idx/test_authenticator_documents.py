"""What a document says of each authenticator, and of those that can be chosen."""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import SecurityAnswer
from flows.domain import pages
from flows.domain.steps import FormName, Step
from flows.idx.authenticators import NAMES, id_of, named
from flows.idx.documents import step_document
from flows.idx.request_body import form_at, in_our_words
from tests.flows.idx.document_shape import Json, at, field, form, options_of
from tests.flows.idx.examples import APP, HELD, STEPS, choosing, document, frame, proving, state
from tests.tables import each

pytestmark = pytest.mark.django_db


def shown(name: str) -> Json:
    return document(name, settings.PUBLIC_URL)


def current(name: str) -> Json:
    said = shown(name)
    members = ("currentAuthenticator", "currentAuthenticatorEnrollment")
    found: Json = next(said[member]["value"] for member in members if member in said)
    return found


def step(name: str) -> Step:
    return STEPS[name][0]


def test_every_authenticator_has_a_key_of_its_own():
    assert set(NAMES) == set(Authenticator)
    assert len({known.key for known in NAMES.values()}) == len(NAMES)


@each("one", Authenticator)
def test_an_authenticator_is_known_by_id_key_and_value(one: Authenticator):
    assert {named(id_of(one)), named(NAMES[one].key), named(one.value)} == {one}


@pytest.mark.parametrize("text", ["", "aut-", "aut-okta_email", "AUT-TOTP", "okta_verify"])
def test_nothing_else_is_an_authenticator(text: str):
    assert named(text) is None


def test_an_option_is_a_form_that_clients_send_back_as_it_is():
    (option,) = options_of(
        form(shown("challenge-password among others"), "select-authenticator-authenticate")
    )
    assert option == {
        "label": "Email",
        "value": {
            "form": {
                "value": [
                    {"name": "id", "required": True, "value": "aut-email", "mutable": False},
                    {"name": "methodType", "required": False, "value": "email", "mutable": False},
                ]
            }
        },
        "relatesTo": "$.authenticatorEnrollments.value[1]",
    }


def test_required_enrollment_is_listed_with_its_last_day():
    listed = shown("select-enroll")["authenticators"]["value"]
    assert [one["key"] for one in listed] == ["google_otp", "webauthn"]
    assert listed[0]["gracePeriod"] == {"expiry": "2026-11-22T14:51:07.250Z", "skipCount": 2}


def test_passkey_enrollment_has_the_options_a_browser_needs():
    data = current("enroll-passkey")["contextualData"]["activationData"]
    assert {"challenge", "rp", "user", "pubKeyCredParams", "authenticatorSelection"} <= set(data)
    assert shown("enroll-passkey")["authenticatorEnrollments"]["value"] == []


def test_passkeys_are_listed_by_the_id_that_clients_allow():
    said = shown("challenge-passkey")
    held = [one for one in said["authenticatorEnrollments"]["value"] if one["key"] == "webauthn"]
    assert [one["credentialId"] for one in held] == ["Y3JlZGVudGlhbA"]
    assert at(said, "$.authenticatorEnrollments.value[1]")["key"] == "okta_password"


def test_undisclosed_passkey_is_not_listed():
    facts = replace(proving(Authenticator.PASSKEY), proofs=())
    names = (Authenticator.PASSKEY, Authenticator.PASSWORD)
    asked = pages.challenge(Authenticator.PASSKEY, names, state(facts))
    said = step_document(asked, facts, frame(settings.PUBLIC_URL), APP)
    assert [one["key"] for one in said["authenticatorEnrollments"]["value"]] == ["okta_password"]


@pytest.mark.parametrize("name", ["challenge-phone", "challenge-phone-code", "enroll-phone-code"])
def test_phone_number_is_always_masked(name: str):
    assert current(name)["profile"]["phoneNumber"].endswith("0123")
    assert "2025550123" not in str(shown(name))


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("challenge-phone", "authenticator-verification-data"),
        ("enroll-phone", "authenticator-enrollment-data"),
    ],
)
def test_phone_has_its_delivery_method(name: str, main: str):
    fields = form(shown(name), main)["value"]
    assert field(fields, "authenticator.id")["value"] == "aut-phone"
    assert field(fields, "authenticator.methodType")["options"] == [{"label": "Text message", "value": "sms"}]


def test_a_question_stands_where_clients_look_for_it():
    said = {"questionKey": "favorite_toy", "question": "What was your favorite toy as a child?"}
    assert current("challenge-security-question")["contextualData"] == {"enrolledQuestion": said}
    fields = form(shown("challenge-security-question"), "challenge-authenticator")["value"]
    assert field(fields, "credentials.questionKey")["mutable"] is False
    assert field(fields, "credentials.answer")["label"] == said["question"]


def test_custom_question_is_given_as_written():
    one = Authenticator.SECURITY_QUESTION
    facts = proving(one)
    assert facts.user is not None
    (held,) = facts.user.enrolled
    own = replace(held, data=SecurityAnswer("Where is the key?", ""))
    facts = choosing(replace(facts, user=replace(facts.user, enrolled=(own,))), one)
    asked = pages.challenge(one, (one,), state(facts))
    said = step_document(asked, facts, frame(settings.PUBLIC_URL), APP)
    about = said["currentAuthenticatorEnrollment"]["value"]["contextualData"]["enrolledQuestion"]
    assert about == {"questionKey": "custom", "question": "Where is the key?"}


def test_secrets_are_never_disclosed():
    said = str([shown(name) for name in STEPS])
    assert "k1.a" not in said
    assert str(HELD[Authenticator.PASSKEY]) not in said


@each(
    ("name", "where", "chosen", "expected"),
    [
        ("enroll-phone", "credential/enroll", None, FormName.AUTHENTICATOR_ENROLLMENT_DATA),
        ("enroll-phone", "credential/enroll", "aut-phone", FormName.AUTHENTICATOR_ENROLLMENT_DATA),
        ("enroll-phone-code", "credential/enroll", "phone_number", FormName.AUTHENTICATOR_ENROLLMENT_DATA),
        ("enroll-phone", "credential/enroll", "aut-password", FormName.SELECT_AUTHENTICATOR_ENROLL),
        ("challenge-phone", "challenge", None, FormName.AUTHENTICATOR_VERIFICATION_DATA),
        ("challenge-phone", "challenge", "aut-email", FormName.SELECT_AUTHENTICATOR_AUTHENTICATE),
        ("challenge-totp", "challenge", "aut-totp", FormName.SELECT_AUTHENTICATOR_AUTHENTICATE),
        ("identify-unlock", "challenge", "aut-email", FormName.UNLOCK_ACCOUNT),
        ("identify with everything", "unlock-account", None, FormName.UNLOCK_ACCOUNT),
        ("identify-unlock", "unlock-account", None, ""),
        ("identify", "challenge", None, ""),
    ],
)
def test_body_decides_between_two_forms_of_one_path(name: str, where: str, chosen: str | None, expected: str):
    body = {} if chosen is None else {"authenticator": {"id": chosen}}
    assert form_at(where, step(name), body) == expected


@each("given", [None, 5, "aut-totp", ["aut-totp"], {"id": 5}, {"id": None}, {"id": "x"}])
def test_value_without_an_authenticator_is_unchanged(given: Any):
    assert in_our_words({"authenticator": given}) == {"authenticator": given}


def test_a_body_is_put_in_our_words_and_keeps_the_rest():
    credentials = {"attestation": "AA", "transports": ["usb", "nfc"]}
    body = {"authenticator": {"id": "google_otp", "methodType": "otp"}, "credentials": credentials, "a": 1}
    assert in_our_words(body) == {
        "authenticator": {"id": "totp", "methodType": "otp"},
        "credentials": {"attestation": "AA", "transports": '["usb", "nfc"]'},
        "a": 1,
    }
    assert body["credentials"] is credentials
