"""Two sign-ups for one address at the same time: the first to complete owns it."""

import pytest

from accounts.models import User
from flows.models import Transaction
from tests.actors import sign_up_policy
from tests.journeys.drivers import ENDED, HostedDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    PASSWORD,
    awaiting_code,
    fill_in,
    sign_in,
    user,
)

pytestmark = pytest.mark.postgres


def test_first_to_complete_owns_the_address_and_second_is_informed(front_end: str):
    first, second = awaiting_code(front_end), awaiting_code(front_end, firstName="Adah")
    code_of_first, code_of_second = [mail.code for mail in letters(ADA)]
    second.submit_code(code_of_second)
    first.submit_code(code_of_first)
    second.choose_password(PASSWORD)
    first.choose_password(ANOTHER_PASSWORD)
    assert second.signed_in_as == ADA
    assert first.step == ENDED
    assert first.message_keys == ["ssr.address.taken_at_finish"]
    assert first.signed_in_as is None
    assert user().first_name == "Adah"
    assert User.objects.count() == 1


@pytest.mark.one_front_end
def test_the_second_can_sign_in_to_the_account_of_the_first(front_end: str):
    first, second = awaiting_code(front_end), awaiting_code(front_end)
    codes = [mail.code for mail in letters(ADA)]
    first.submit_code(codes[0])
    second.submit_code(codes[1])
    first.choose_password(PASSWORD)
    second.choose_password(ANOTHER_PASSWORD)
    if isinstance(second, HostedDriver):
        assert "/signin" in [link.get("href") for link in second.page.all("a")]
    sign_in(second)
    assert second.signed_in_as == ADA


def test_sign_up_without_the_proof_reveals_nothing(front_end: str):
    first, second = awaiting_code(front_end), awaiting_code(front_end)
    first.submit_code(letters(ADA)[0].code)
    first.choose_password(PASSWORD)
    second.submit_code("000000")
    assert second.step == "enroll-email"
    assert second.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]


def test_late_proof_is_informed_at_the_end(front_end: str):
    first, second = awaiting_code(front_end), awaiting_code(front_end)
    codes = [mail.code for mail in letters(ADA)]
    first.submit_code(codes[0])
    first.choose_password(PASSWORD)
    second.submit_code(codes[1])
    second.choose_password(ANOTHER_PASSWORD)
    assert second.message_keys == ["ssr.address.taken_at_finish"]
    assert Transaction.objects.filter(ended="ssr.address.taken_at_finish", password_hash="").count() == 1


def test_codes_of_the_two_are_not_interchangeable(front_end: str):
    first, second = awaiting_code(front_end), awaiting_code(front_end)
    codes = [mail.code for mail in letters(ADA)]
    if codes[0] != codes[1]:
        second.submit_code(codes[0])
        assert second.step == "enroll-email"
        first.submit_code(codes[1])
        assert first.step == "enroll-email"


@pytest.mark.one_front_end
def test_where_nothing_had_to_be_proved_the_second_has_to(front_end: str):
    sign_up_policy(email_verification=False, password_page="later")
    first, second = make(front_end), make(front_end)
    fill_in(first)
    fill_in(second)
    first.choose_password(PASSWORD)
    assert first.signed_in_as == ADA
    second.choose_password(ANOTHER_PASSWORD)
    assert second.step == "enroll-email"
    second.submit_code(letters(ADA)[-1].code)
    second.choose_password(ANOTHER_PASSWORD)
    assert second.signed_in_as == ADA
    assert first.signed_in_as is None
    assert User.objects.filter(login=ADA).count() == 1
