"""The administrator says where a sign-up asks for a password: on the first page, later, or not at all."""

from accounts.models import User
from tests.actors import sign_up_policy
from tests.journeys.drivers import make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, PASSCODE, PASSWORD, awaiting_code, fill_in, proofs_of, sign_in, user


def test_password_on_the_first_page_is_not_requested_again(front_end: str):
    sign_up_policy(password_page="first")
    driver = awaiting_code(front_end, password=PASSWORD)
    driver.submit_code()
    assert driver.signed_in_as == ADA
    again = make(front_end)
    sign_in(again)
    assert again.signed_in_as == ADA


def test_a_poor_password_on_the_first_page_is_refused_there(front_end: str):
    sign_up_policy(password_page="first")
    driver = make(front_end)
    fill_in(driver, password="adaokafor ada okafor")
    assert driver.errors == [(PASSCODE, "ssr.password.personal")]
    fill_in(driver, password="passwordpassword")
    assert driver.errors == [(PASSCODE, "password.common")]
    fill_in(driver, password="")
    assert driver.step == "enroll-profile"
    assert [path for path, _ in driver.errors] == [PASSCODE]
    assert letters() == []


def test_without_a_password_the_code_is_all_there_is(front_end: str):
    sign_up_policy(password_page="none")
    driver = awaiting_code(front_end)
    driver.submit_code()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["email"]
    assert not user().has_password


def test_passwordless_user_signs_in_by_a_mailed_code(front_end: str):
    sign_up_policy(password_page="none")
    awaiting_code(front_end).submit_code()
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    assert driver.step == "challenge-email"
    assert "Sign in" in newest(ADA).subject or newest(ADA).code
    driver.submit_code()
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["email"]


def test_the_password_of_the_first_page_is_stored_as_a_hash_from_the_start(front_end: str):
    sign_up_policy(password_page="first")
    driver = awaiting_code(front_end, password=PASSWORD)
    driver.submit_code()
    assert User.objects.get(login=ADA).password.startswith("argon2$argon2id$")
