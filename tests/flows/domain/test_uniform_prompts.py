"""Under enumeration prevention the prompt reveals nothing about the user."""

from accounts.domain.lifecycle import Status
from enrollment.domain.form import PasswordPage
from flows.domain.transaction import Intent
from tests.flows.domain.facts import identified, policies, step_of, user
from tests.tables import each

EVERYBODY = [
    None,
    user(),
    user(has_password=False),
    user(Status.PROVISIONED, has_password=False, email_verified=False),
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
def test_every_user_gets_the_prompt_chosen_at_sign_up(switch, password_page, asked):
    rules = policies(password_page=password_page, **switch)
    steps = [step_of(identified(Intent.SIGN_IN, who), rules).name.value for who in EVERYBODY]
    assert steps == [asked] * len(EVERYBODY)


def test_unverified_account_with_a_password_gets_the_password_prompt():
    rules = policies(password_page=PasswordPage.NONE, hidden=True)
    claim = user(is_claim=True, email_verified=False)
    assert step_of(identified(Intent.SIGN_IN, claim), rules).name == "challenge-password"
