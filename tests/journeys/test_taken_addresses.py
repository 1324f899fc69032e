"""Sign-up with an address that has an account already."""

import pytest

from accounts.models import Challenge, User
from tests.actors import a_user, hide_who_exists
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, BO, EMAIL, PASSWORD, awaiting_code, fill_in, look_again

TAKEN = [(EMAIL, "registration.error.notUniqueWithinOrg")]


def try_again(front_end: str, **known: str) -> Driver:
    driver = make(front_end, **known)
    fill_in(driver)
    return driver


def test_the_form_says_so_and_offers_sign_in(front_end: str):
    a_user(ADA, PASSWORD)
    driver = try_again(front_end)
    assert driver.step == "enroll-profile"
    assert driver.errors == TAKEN
    assert letters() == []
    driver.sign_in_instead()
    assert driver.step == "identify"


@pytest.mark.parametrize("spelling", ["ADA.OKAFOR@EXAMPLE.COM", " ada.okafor@example.com "])
def test_another_spelling_is_the_same_address(front_end: str, spelling: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    fill_in(driver, spelling)
    assert driver.errors == TAKEN


def test_suspended_user_keeps_the_address(front_end: str):
    suspend(a_user(ADA, PASSWORD))
    assert try_again(front_end).errors == TAKEN


def test_enumeration_prevention_shows_check_your_email_to_all(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    driver = try_again(front_end)
    assert driver.step == "enroll-email"
    assert driver.errors == []
    free = awaiting_code(front_end, BO)
    assert free.forms == driver.forms
    assert free.status == driver.status


def test_the_holder_is_mailed_that_there_is_an_account(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    try_again(front_end)
    (mail,) = letters(ADA)
    assert "already have" in mail.subject
    assert "You already have an account" in mail.text
    assert (mail.code, mail.link) == ("", "")
    assert "/signin" in mail.text
    assert "/recover" in mail.text


def test_the_name_a_stranger_typed_is_not_in_the_holders_mail(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    fill_in(driver, firstName="Visitevilexample", lastName="Gotoevil")
    assert "evil" not in newest(ADA).text.lower()


def test_no_code_is_right(front_end: str):
    hide_who_exists()
    holder = a_user(ADA, PASSWORD)
    driver = try_again(front_end)
    for code in ("000000", "123456"):
        driver.submit_code(code)
        assert driver.errors == [("credentials.passcode", "api.authn.error.PASSCODE_INVALID")]
    assert Challenge.objects.get().decoy
    assert User.objects.get(login=ADA).pk == holder.pk


def test_five_wrong_codes_end_the_pretence_as_they_end_the_truth(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    told = []
    for driver in (try_again(front_end), awaiting_code(front_end, BO)):
        for _ in range(6):
            driver.submit_code("000000")
        look_again(driver)
        told.append((driver.status, driver.step, driver.forms))
    assert told[0] == told[1]


def test_correcting_a_taken_address_to_a_free_one_ends_the_pretence(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    driver = try_again(front_end)
    driver.change_address(BO)
    driver.submit_code(newest(BO).code)
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == BO


def test_correcting_a_free_address_to_a_taken_one_begins_it(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    driver = awaiting_code(front_end, BO)
    driver.change_address(ADA)
    assert driver.step == "enroll-email"
    assert driver.errors == []
    assert "You already have an account" in newest(ADA).text


def test_an_unknown_username_gets_the_same_prompt_as_a_known_one(front_end: str):
    hide_who_exists()
    a_user(ADA, PASSWORD)
    seen = []
    for address in (ADA, "nobody@example.com"):
        driver = make(front_end)
        driver.begin()
        driver.identify(address)
        driver.password("not the password, I fear")
        seen.append((driver.step, driver.status, driver.errors, driver.forms))
    assert seen[0] == seen[1]


def test_the_pages_of_the_two_differ_in_the_address_only(here: HostedDriver, elsewhere: HostedDriver):
    hide_who_exists()
    a_user("ada@example.com", PASSWORD)
    fill_in(here, "ada@example.com")
    fill_in(elsewhere, "abe@example.com")
    assert here.page.text.replace("ada@", "abe@") == elsewhere.page.text
