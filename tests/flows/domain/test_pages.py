"""What each page offers, and what it never does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from enrollment.domain.form import PasswordPage
from flows.domain.subjects import EmailSubject, PasswordSubject
from flows.domain.transaction import FrontEnd, Intent
from policies.domain.outcomes import Need, PasswordOutcome
from tests.flows.domain.facts import (
    NOW,
    begun,
    by_mail,
    challenge,
    identified,
    policies,
    setup,
    step_of,
    submitted,
    user,
)
from tests.tables import each

UP = Intent.SIGN_UP
DOOR = "challenge-webauthn-autofillui-authenticator unlock-account"
MAILED = {"submission": submitted(), "challenge": challenge()}
RECOVERING = {"challenge": challenge("recovery")}


def forms(transaction, **rules):
    return [form.name.value for form in step_of(transaction, policies(**rules)).forms]


def fields(transaction, **rules):
    return {field.path: field for field in step_of(transaction, policies(**rules)).forms[0].fields}


OFFERS = [
    ("sign-in offers sign-up", begun(Intent.SIGN_IN), {}, f"identify select-enroll-profile {DOOR}"),
    (
        "closed sign-up is not offered",
        begun(Intent.SIGN_IN),
        {"sign_up_allowed": False},
        f"identify {DOOR}",
    ),
    (
        "passkeys and unlocking are offered where there may be any",
        begun(Intent.SIGN_IN),
        {
            "outcomes": {
                "enrollment": setup(passkey=Need.NOT_ALLOWED),
                "password": PasswordOutcome(unlock_allowed=False),
            }
        },
        "identify select-enroll-profile",
    ),
    ("sign-up offers sign-in", begun(UP), {}, "enroll-profile select-identify"),
    (
        "a new address: code, mail again, link, correction",
        begun(UP, **MAILED),
        {},
        "enroll-authenticator resend poll link change-address",
    ),
    (
        "a known address cannot be corrected",
        identified(Intent.RECOVER, user(), **RECOVERING),
        {},
        "challenge-authenticator resend poll link select-identify",
    ),
    (
        "the password page offers the way back, and another way",
        identified(Intent.SIGN_IN, user()),
        {},
        "challenge-authenticator recover select-authenticator-authenticate select-identify",
    ),
    (
        "the password page offers no way back where none is allowed",
        identified(Intent.SIGN_IN, user()),
        {"outcomes": {"password": PasswordOutcome(reset_allowed=False)}},
        "challenge-authenticator select-authenticator-authenticate select-identify",
    ),
    (
        "a page that nothing can stand in for offers no other way",
        identified(Intent.SIGN_IN, user()),
        {"outcomes": {"enrollment": setup(email=Need.NOT_ALLOWED)}},
        "challenge-authenticator recover select-identify",
    ),
    (
        "a new password is all that is asked",
        begun(UP, submission=submitted(), proofs=by_mail()),
        {},
        "enroll-authenticator",
    ),
    ("an end offers nothing", begun(UP, ended="ssr.cancelled"), {}, ""),
]


@each(("transaction", "rules", "offered"), [line[1:] for line in OFFERS], ids=[line[0] for line in OFFERS])
def test_a_page_offers(transaction, rules, offered):
    assert " ".join(forms(transaction, **rules)) == offered


def test_idx_api_has_no_link_form_and_no_not_you_button():
    assert "link" not in forms(begun(UP, front_end=FrontEnd.IDX, **MAILED))
    assert "select-identify" not in forms(identified(Intent.SIGN_IN, user(), front_end=FrontEnd.IDX))


@pytest.mark.parametrize("who", [user(), None])
def test_password_page_is_the_same_for_known_and_unknown_users(who):
    step = step_of(identified(Intent.SIGN_IN, who), policies())
    assert step == step_of(identified(Intent.SIGN_IN, user(display="ADA@EXAMPLE.COM")), policies())


def test_the_page_of_a_recovery_shows_the_address_as_it_was_typed():
    for who in (None, user(display="Another.Way@example.com")):
        subject = step_of(identified(Intent.RECOVER, who, **RECOVERING), policies()).subject
        assert isinstance(subject, EmailSubject)
        assert subject.address == "ada@Example.com"


def test_a_step_that_was_not_entered_says_so_by_its_serial():
    subject = step_of(begun(UP, submission=submitted()), policies()).subject
    assert isinstance(subject, EmailSubject)
    assert (subject.serial, subject.usable) == (0, False)


DEAD = [
    ("used", {"used_at": NOW}),
    ("closed", {"closed_at": NOW}),
    ("too late", {"expires_at": NOW}),
    ("out of tries", {"attempts": 5}),
]


@each("changes", [line[1] for line in DEAD], ids=[line[0] for line in DEAD])
def test_a_challenge_is_not_usable_when_it_is(changes):
    transaction = begun(UP, submission=submitted(), challenge=challenge(**changes))
    subject = step_of(transaction, policies()).subject
    assert isinstance(subject, EmailSubject)
    assert not subject.usable


@pytest.mark.parametrize("changes", [{"address": "old@example.com"}, {"purpose": "recovery"}])
def test_challenge_of_another_address_or_purpose_does_not_match_the_step(changes):
    transaction = begun(UP, submission=submitted(), challenge=challenge(**changes))
    subject = step_of(transaction, policies()).subject
    assert isinstance(subject, EmailSubject)
    assert subject.serial == 0


def test_a_resend_is_offered_after_half_a_minute():
    subject = step_of(begun(UP, **MAILED), policies()).subject
    assert isinstance(subject, EmailSubject)
    assert subject.resend_at == NOW + timedelta(seconds=30)


def test_first_page_password_is_the_last_field():
    asked = fields(begun(UP), password_page=PasswordPage.FIRST)
    assert list(asked) == [
        "userProfile.email",
        "userProfile.firstName",
        "userProfile.lastName",
        "credentials.passcode",
    ]
    assert asked["credentials.passcode"].secret


def test_returned_form_keeps_input_and_fixes_proved_values():
    again = begun(
        UP, identifier="ada@example.com", identifier_display="Ada@example.com", draft={"firstName": "Ada"}
    )
    assert fields(again)["userProfile.firstName"].value == "Ada"
    assert fields(again)["userProfile.email"].mutable
    proved = fields(replace(again, proofs=by_mail()))["userProfile.email"]
    assert (proved.value, proved.mutable) == ("Ada@example.com", False)


def test_a_new_password_may_not_hold_the_own_name_or_address():
    subject = step_of(begun(UP, submission=submitted(), proofs=by_mail()), policies()).subject
    assert isinstance(subject, PasswordSubject)
    assert subject.personal == ("Ada", "Okafor", "ada@example.com")


STAGES = [
    ("proof and password later", {}, "About you|Confirm your email|Choose a password"),
    ("password on the first page", {"password_page": PasswordPage.FIRST}, "About you|Confirm your email"),
    ("no proof", {"verification_required": False}, "About you|Choose a password"),
]


@each(("rules", "labels"), [line[1:] for line in STAGES], ids=[line[0] for line in STAGES])
def test_a_sign_up_names_its_stages(rules, labels):
    progress = step_of(begun(UP), policies(**rules)).progress
    assert progress is not None
    assert ("|".join(progress.labels), progress.number) == (labels, 1)
