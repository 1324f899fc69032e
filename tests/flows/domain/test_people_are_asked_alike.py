"""Where nobody may learn who is here, what is asked says nothing about the person."""

from accounts.domain.lifecycle import Status
from enrollment.domain.form import PasswordPage
from flows.domain.transaction import Intent
from tests.flows.domain.facts import identified, person, policies, step_of
from tests.tables import each

EVERYBODY = [
    None,
    person(),
    person(has_password=False),
    person(Status.PROVISIONED, has_password=False, email_verified=False),
]
HIDING = {"hidden": True}


@each("switch", [{"sign_up_allowed": False}, HIDING])
@each(
    ("password_page", "asked"),
    [
        (PasswordPage.FIRST, "challenge-password"),
        (PasswordPage.LATER, "challenge-password"),
        (PasswordPage.NONE, "challenge-email"),
    ],
)
def test_everybody_is_asked_by_what_people_choose_at_sign_up(switch, password_page, asked):
    rules = policies(password_page=password_page, **switch)
    steps = [step_of(identified(Intent.SIGN_IN, who), rules).name.value for who in EVERYBODY]
    assert steps == [asked] * len(EVERYBODY)


def test_a_claim_made_with_a_password_is_asked_for_it_even_if_everybody_else_gets_mail_by_now():
    rules = policies(password_page=PasswordPage.NONE, hidden=True)
    claim = person(is_claim=True, email_verified=False)
    assert step_of(identified(Intent.SIGN_IN, claim), rules).name == "challenge-password"
