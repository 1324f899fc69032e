from typing import Any

import pytest
from django.conf import settings

from accounts import translations
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from flows.domain import pages
from flows.domain.pages.email import challenge_email
from flows.domain.steps import FormName
from flows.domain.transaction import Intent
from flows.idx.documents import step_document
from flows.idx.forms import PATHS
from tests.flows.idx.document_shape import Json, faults_of, field, form, forms_of, keys, remediations
from tests.flows.idx.examples import APP, STEPS, document, facts, frame, identified, pretended, state
from tests.tables import each

pytestmark = pytest.mark.django_db  # the name that apps and devices show is the brand's

MASKED = "A•••r@example.com"


def shown(name: str, **said: Any) -> Json:
    return document(name, settings.PUBLIC_URL, **said)


def current(document: Json) -> Json:
    members = ("currentAuthenticator", "currentAuthenticatorEnrollment")
    found: Json = next(document[member]["value"] for member in members if member in document)
    return found


@each("name", STEPS)
def test_no_step_breaks_a_client(name: str):
    assert faults_of(shown(name)) == []


def test_a_document_that_would_break_a_client_is_seen():
    broken = shown("challenge-password")
    del broken["currentAuthenticatorEnrollment"]
    broken["remediation"]["value"][0]["href"] = "/idp/idx/challenge/answer"
    broken |= {"error": "no", "user": None}
    assert len(faults_of(broken)) == 4


@each(
    ("name", "expected"),
    [
        ("identify", ["identify", "select-enroll-profile"]),
        (
            "identify with everything",
            [
                "identify",
                "select-enroll-profile",
                "challenge-webauthn-autofillui-authenticator",
                "unlock-account",
            ],
        ),
        ("identify-recovery", ["identify-recovery", "select-identify", "select-enroll-profile"]),
        ("identify-unlock", ["select-authenticator-unlock-account", "select-identify"]),
        ("enroll-profile", ["enroll-profile", "select-identify"]),
        ("enroll-profile with a password", ["enroll-profile", "select-identify"]),
        ("enroll-email", ["enroll-authenticator", "ssr-change-address"]),
        ("enroll-password", ["enroll-authenticator"]),
        ("enroll-totp", ["enroll-authenticator", "select-authenticator-enroll", "skip"]),
        ("enroll-passkey", ["enroll-authenticator", "select-authenticator-enroll", "skip"]),
        ("enroll-phone", ["authenticator-enrollment-data", "select-authenticator-enroll", "skip"]),
        (
            "enroll-phone-code",
            ["enroll-authenticator", "authenticator-enrollment-data", "select-authenticator-enroll", "skip"],
        ),
        ("enroll-security-question", ["enroll-authenticator", "select-authenticator-enroll", "skip"]),
        ("enroll-recovery-codes", ["enroll-authenticator", "select-authenticator-enroll", "skip"]),
        ("select-enroll", ["select-authenticator-enroll", "skip"]),
        ("challenge-password", ["challenge-authenticator"]),
        (
            "challenge-password among others",
            ["challenge-authenticator", "select-authenticator-authenticate"],
        ),
        ("challenge-email", ["challenge-authenticator"]),
        ("challenge-totp", ["challenge-authenticator", "select-authenticator-authenticate"]),
        ("challenge-phone", ["authenticator-verification-data", "select-authenticator-authenticate"]),
        ("challenge-phone-code", ["challenge-authenticator", "select-authenticator-authenticate"]),
        ("reset-password", ["reset-authenticator"]),
        ("expired-password", ["reenroll-authenticator"]),
        ("expiring-password", ["reenroll-authenticator-warning", "skip"]),
        ("keep-me-signed-in", ["keep-me-signed-in"]),
        ("step-up", ["ssr-step-up"]),
        ("done", ["ssr-complete"]),
    ],
)
def test_the_main_form_is_the_first_remediation(name: str, expected: list[str]):
    assert remediations(shown(name)) == expected


@each(
    ("name", "member", "key", "actions"),
    [
        ("enroll-profile with a password", "currentAuthenticator", "okta_password", set()),
        ("enroll-email", "currentAuthenticator", "okta_email", {"resend", "poll"}),
        ("enroll-password", "currentAuthenticator", "okta_password", set()),
        ("challenge-password", "currentAuthenticatorEnrollment", "okta_password", {"recover"}),
        ("challenge-email", "currentAuthenticatorEnrollment", "okta_email", {"resend", "poll"}),
        ("reset-password", "currentAuthenticator", "okta_password", set()),
        ("expired-password", "currentAuthenticator", "okta_password", set()),
        ("expiring-password", "currentAuthenticator", "okta_password", set()),
        ("enroll-totp", "currentAuthenticator", "google_otp", set()),
        ("enroll-passkey", "currentAuthenticator", "webauthn", set()),
        ("enroll-phone", "currentAuthenticator", "phone_number", set()),
        ("enroll-phone-code", "currentAuthenticator", "phone_number", {"resend"}),
        ("enroll-security-question", "currentAuthenticator", "security_question", set()),
        ("enroll-recovery-codes", "currentAuthenticator", "recovery_code", set()),
        ("challenge-totp", "currentAuthenticatorEnrollment", "google_otp", set()),
        ("challenge-passkey", "currentAuthenticator", "webauthn", set()),
        ("challenge-phone", "currentAuthenticatorEnrollment", "phone_number", set()),
        ("challenge-phone-code", "currentAuthenticatorEnrollment", "phone_number", {"resend"}),
        ("challenge-security-question", "currentAuthenticatorEnrollment", "security_question", set()),
        ("challenge-recovery-code", "currentAuthenticatorEnrollment", "recovery_code", set()),
        ("challenge-access-code", "currentAuthenticatorEnrollment", "tac", set()),
    ],
)
def test_a_step_says_which_authenticator_it_is_about(name: str, member: str, key: str, actions: set[str]):
    value = shown(name)[member]["value"]
    assert value["key"] == key
    assert {"resend", "poll", "recover"} & set(value) == actions


@pytest.mark.parametrize(
    "name", ["identify", "identify-recovery", "enroll-profile", "keep-me-signed-in", "done"]
)
def test_step_without_an_enrolled_authenticator_names_none(name: str):
    assert not [member for member in shown(name) if "uthenticator" in member]


def test_forms_of_an_authenticator_relate_to_it():
    assert form(shown("enroll-email"), "enroll-authenticator")["relatesTo"] == ["$.currentAuthenticator"]
    challenge = form(shown("challenge-password"), "challenge-authenticator")
    assert challenge["relatesTo"] == ["$.currentAuthenticatorEnrollment"]
    assert "relatesTo" not in form(shown("enroll-email"), "ssr-change-address")


def test_a_password_on_the_first_page_relates_to_its_rules():
    profile = form(shown("enroll-profile with a password"), "enroll-profile")
    assert field(profile["value"], "credentials")["relatesTo"] == "$.currentAuthenticator"
    assert field(profile["value"], "credentials.passcode")["secret"] is True


def test_password_rules_are_given_in_the_clients_terms():
    assert current(shown("enroll-password"))["settings"] == {
        "complexity": {
            "minLength": 15,
            "minLowerCase": 0,
            "minUpperCase": 0,
            "minNumber": 0,
            "minSymbol": 0,
            "excludeUsername": True,
            "excludeAttributes": ["firstName", "lastName"],
        },
        "age": {"minAgeMinutes": 0, "historyCount": 0},
    }
    assert "settings" not in current(shown("challenge-password"))


def test_an_email_step_shows_the_masked_address_and_how_often_to_poll():
    value = current(shown("challenge-email"))
    assert value["profile"] == {"email": MASKED}
    assert value["contextualData"] == {"useEmailMagicLink": False}
    assert value["poll"]["refresh"] == 4000


def test_the_profile_is_one_member_with_every_field():
    fields = form(shown("enroll-profile"), "enroll-profile")["value"]
    assert [one["name"] for one in fields] == ["userProfile", "stateHandle"]
    assert set(fields[0]) == {"name", "form"}
    assert [one["name"] for one in fields[0]["form"]["value"]] == ["email", "firstName", "lastName", "team"]
    assert field(fields, "userProfile.firstName") == {
        "name": "firstName",
        "label": "First name",
        "required": True,
        "minLength": 1,
        "maxLength": 50,
    }


def test_choice_has_its_options_and_labels():
    team = field(form(shown("enroll-profile"), "enroll-profile")["value"], "userProfile.team")
    choices = [{"label": "Operations", "value": "ops"}, {"label": "Finance", "value": "fin"}]
    drawn = {"inputType": "select", "options": choices}
    assert team == {
        "name": "team",
        "label": "Team",
        "required": False,
        "format": "choice",
        "help": "Where you work",
        "options": [{"label": "display", "value": {"type": "object", "value": drawn}}],
    }


def test_violation_is_reported_at_its_field_only():
    taken = Violation("userProfile.email", "registration.error.notUniqueWithinOrg", ("Email",))
    refused = shown("enroll-profile", violations=(taken,))
    fields = form(refused, "enroll-profile")["value"]
    assert field(fields, "userProfile.email")["messages"] == {
        "type": "array",
        "value": [
            {
                "message": "A user with this Email already exists",
                "i18n": {"key": "registration.error.notUniqueWithinOrg", "params": ["Email"]},
                "class": "ERROR",
            }
        ],
    }
    assert keys(refused) == []
    assert keys(field(fields, "userProfile.firstName")) == []


def test_every_violation_of_a_field_is_reported():
    faults = ("ssr.password.too_short", "password.common")
    violations = tuple(Violation("credentials.passcode", code, ("15",)) for code in faults)
    refused = form(shown("enroll-password", violations=violations), "enroll-authenticator")
    assert keys(field(refused["value"], "credentials.passcode")) == list(faults)


def test_violation_of_an_absent_field_is_reported_for_the_form():
    stray = Violation("userProfile.shoeSize", "model.validation.field.blank", ("Shoe size",))
    assert keys(shown("enroll-profile", violations=(stray,))) == ["model.validation.field.blank"]


def test_form_violations_are_at_the_top():
    refused = shown("challenge-password", messages=(Message("errors.E0000004"),))
    (said,) = refused["messages"]["value"]
    assert (said["i18n"], said["class"]) == ({"key": "errors.E0000004", "params": []}, "ERROR")


def test_an_end_is_its_messages_and_nothing_to_do():
    ended = step_document(pages.ended("idx.session.expired"), facts(), frame(settings.PUBLIC_URL), APP)
    assert set(ended) == {"version", "messages"}
    assert keys(ended) == ["idx.session.expired"]


@pytest.mark.parametrize("name", ["identify", "identify-recovery", "identify-unlock", "enroll-profile"])
def test_user_is_absent_before_identification(name: str):
    assert "user" not in shown(name)


@pytest.mark.parametrize("make", [pages.challenge_password, lambda facts: challenge_email(state(facts))])
def test_a_pretence_reads_exactly_like_the_truth(make: Any):
    documents = [
        step_document(make(known), known, frame(settings.PUBLIC_URL), APP)
        for known in (identified(Intent.RECOVER), pretended(Intent.RECOVER))
    ]
    assert documents[0] == documents[1]
    assert documents[0]["user"]["value"] == {"identifier": "Ada.Okafor@example.com"}


def test_expiry_is_given_in_milliseconds():
    assert shown("identify")["expiresAt"] == "2026-11-22T15:51:07.250Z"


def test_no_address_holds_the_handle():
    for name in STEPS:
        assert not [one["href"] for one in forms_of(shown(name)) if "02.id" in one["href"]]


def test_every_form_has_an_address():
    assert set(PATHS) == set(FormName)


def test_words_go_through_translation_and_keys_do_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(translations, "gettext", str.upper)
    refused = shown("challenge-password", messages=(Message("errors.E0000004"),))
    (said,) = refused["messages"]["value"]
    passcode = field(form(refused, "challenge-authenticator")["value"], "credentials.passcode")
    assert (said["message"].isupper(), passcode["label"]) == (True, "PASSWORD")
    assert said["i18n"]["key"] == "errors.E0000004"
