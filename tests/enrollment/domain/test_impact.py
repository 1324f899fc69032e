from dataclasses import replace

import pytest

from enrollment.domain.effect import effect
from enrollment.domain.form import EnrollmentPolicy, PasswordPage
from tests.tables import each

OPEN = EnrollmentPolicy(
    id=1,
    name="Partners",
    is_default=False,
    dashboard=True,
    sign_up_allowed=True,
    verification_required=True,
    password_page=PasswordPage.LATER,
    items=(),
)
ALLOWED = {"allowed_domains": frozenset({"b.example", "a.example"})}


@each(
    ("changes", "groups", "sentence"),
    [
        ({}, (), "The /signup page shows this form."),
        ({}, (), "People verify their email address before their account is created."),
        ({"verification_required": False}, (), "People get access at once. An email asks them"),
        ({"password_page": PasswordPage.FIRST}, (), "People choose a password on the sign-up form."),
        (
            {"password_page": PasswordPage.NONE},
            (),
            "People don’t have a password. They sign in with an emailed code.",
        ),
        (ALLOWED, (), "Only email addresses at a.example, b.example can sign up."),
        ({"denied_domains": frozenset({"c.example"})}, (), "Email addresses at c.example can’t sign up."),
        ({}, ("Members", "Finance"), "New users join Members, Finance."),
        ({}, (), "New users don’t join a group."),
    ],
)
def test_each_choice_has_its_sentence(changes, groups, sentence):
    said = " ".join(message.english for message in effect(replace(OPEN, **changes), groups, serves=True))

    assert sentence in said


@pytest.mark.parametrize(("verified", "warned"), [(False, True), (True, False)])
def test_optional_verification_names_the_apps_that_demand_it(verified: bool, warned: bool):
    policy = replace(OPEN, verification_required=verified)
    keys = [
        message.key
        for message in effect(policy, (), serves=True, apps=("Payroll",), strict_apps=("Payroll",))
    ]
    assert ("ssr.effect.strict_apps" in keys) is warned


def test_a_form_that_no_page_uses_says_so():
    assert effect(OPEN, (), serves=False)[0].key == "ssr.effect.idle"


def test_apps_whose_users_get_the_form_are_named():
    said = effect(OPEN, (), serves=False, apps=("Payroll", "Rota"))

    assert said[0].english == "People who come from these applications see this form: Payroll, Rota."


def test_a_closed_form_says_nothing_else():
    closed = effect(replace(OPEN, sign_up_allowed=False), ("Members",), serves=True)

    assert [message.key for message in closed] == ["ssr.effect.closed"]
