"""Sign-up with the address proved by the code of the mail."""

from collections.abc import Callable

import pytest

from accounts.models import Challenge, Event, Session, User
from flows.domain.transaction import Intent
from flows.models import Transaction
from tests.journeys.admin_actions import new_users_join
from tests.journeys.drivers import SIGNED_IN, WRONG, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, PASSWORD, awaiting_code, fill_in, has_no_holder, signed_up, user

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]


def test_code_and_password_create_a_user_with_a_session(front_end: str):
    driver = signed_up(front_end)
    made = user()
    assert (made.first_name, made.last_name, made.status) == ("Ada", "Okafor", "ACTIVE")
    assert made.email_verified
    assert made.origin == "self_service"
    assert driver.step == SIGNED_IN
    assert Session.objects.get(user=made).epoch == made.security_epoch


def test_no_account_exists_before_the_address_is_proved(front_end: str):
    awaiting_code(front_end)
    assert User.objects.count() == 0
    assert Session.objects.filter(user__isnull=False).count() == 0


def test_looking_at_the_first_page_stores_nothing():
    make("hosted").begin(Intent.SIGN_UP)
    assert Transaction.objects.count() == 0
    assert Session.objects.count() == 0


@pytest.mark.one_front_end
def test_every_step_of_registration_is_an_event(front_end: str):
    new_users_join("Members")
    signed_up(front_end)
    types = list(Event.objects.filter(user_id=user().public_id).order_by("id").values_list("type", flat=True))
    assert types == [
        "user.lifecycle.create",
        "user.lifecycle.activate",
        "group.user_membership.add",
        "user.session.start",
    ]


@pytest.mark.one_front_end
def test_the_proof_is_an_event_of_its_transaction(front_end: str):
    signed_up(front_end)
    redeemed = Event.objects.get(type="system.email.challenge_factor_redeemed")
    assert redeemed.outcome == "success"
    assert redeemed.transaction_id == Transaction.objects.get().id


def test_a_code_may_be_typed_with_the_gap_it_is_shown_with(front_end: str):
    driver = awaiting_code(front_end)
    code = newest(ADA).code
    driver.submit_code(f" {code[:3]} {code[3:]} ")
    assert driver.step == "enroll-password"


@pytest.mark.one_front_end
@pytest.mark.parametrize(
    "written",
    [
        lambda code: code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda code: code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        lambda code: code.translate(str.maketrans("0123456789", "०१२३४५६७८९")),
        lambda code: f"\u2066{code[:3]}\u2011{code[3:]}\u2069\u200b",
    ],
    ids=["arabic", "persian", "devanagari", "format characters"],
)
def test_code_in_another_script_is_accepted(front_end: str, written: Callable[[str], str]):
    driver = awaiting_code(front_end)
    driver.submit_code(written(newest(ADA).code))
    assert driver.step == "enroll-password"


def test_a_wrong_code_changes_nothing_and_the_right_one_still_works(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code(WRONG)
    assert driver.step == "enroll-email"
    assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    assert has_no_holder(ADA)
    driver.submit_code()
    assert driver.step == "enroll-password"


@pytest.mark.parametrize(
    ("typed", "said"), [("", "ssr.code.blank"), ("   ", "ssr.code.blank"), ("\u200b", "ssr.code.blank")]
)
def test_empty_code_is_refused_without_counting_an_attempt(front_end: str, typed: str, said: str):
    driver = awaiting_code(front_end)
    driver.submit_code(typed)
    assert driver.errors == [("credentials.passcode", said)]
    assert Challenge.objects.get().attempts == 0


def test_a_code_of_another_sign_up_does_not_count(front_end: str):
    other = awaiting_code(front_end, "bo@example.org")
    strange = newest("bo@example.org").code
    driver = awaiting_code(front_end)
    if strange != newest(ADA).code:
        driver.submit_code(strange)
        assert driver.step == "enroll-email"
    assert other.step == "enroll-email"


@pytest.mark.one_front_end
def test_address_keeps_its_spelling_in_mails_and_matches_without_it(front_end: str):
    driver = make(front_end)
    fill_in(driver, " Ada.Okafor@Example.COM ")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert (user().login, user().email) == (ADA, "Ada.Okafor@example.com")
    assert newest().to == "Ada.Okafor@example.com"


@pytest.mark.one_front_end
def test_completed_sign_up_wipes_its_input(front_end: str):
    signed_up(front_end)
    row = Transaction.objects.get()
    assert (row.submission, row.password_hash, row.draft) == (None, "", {})
    assert row.finished_at is not None


@pytest.mark.one_front_end
def test_one_mail_is_sent_and_no_more(front_end: str):
    signed_up(front_end)
    assert len(letters(ADA)) == 1


def test_the_password_must_follow_the_rules_and_the_proof_stays(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password("short")
    assert driver.errors == [("credentials.passcode", "ssr.password.too_short")]
    driver.choose_password("")
    assert driver.step == "enroll-password"
    assert has_no_holder(ADA)
    driver.choose_password("my name is Ada Okafor as you know")
    assert driver.errors == [("credentials.passcode", "ssr.password.personal")]
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
