"""Identifier first, then the password."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher

from accounts.domain.foreign_hashes import parse_foreign_hash
from accounts.foreign_hasher import ForeignHasher
from accounts.models import Event, User
from tests.actors import a_user, sign_up_policy
from tests.journeys.admin_actions import suspend, unsuspend
from tests.journeys.drivers import HostedDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, PASSWORD, at_password, proofs_of, sign_in, user
from tests.refusals import write_refusals

WRONG = "seven grey geese at dawn"


def test_right_password_opens_a_session(front_end: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA
    assert proofs_of(driver) == ["password"]


def test_unknown_browser_is_mailed_about_and_a_known_one_is_not(here: HostedDriver):
    a_user(ADA, PASSWORD)
    sign_in(here)
    (notice,) = letters(ADA)
    assert notice.subject.startswith("New sign-in to your Orchard account")
    sign_out(here)
    sign_in(here)
    assert letters(ADA) == [notice]


def sign_out(browser: HostedDriver) -> None:
    form = next(form for form in browser.page.all("form") if form.get("action") == "/signout")
    browser.client.post("/signout", form.sends())


@pytest.mark.parametrize(
    "typed", ["ADA.OKAFOR@EXAMPLE.COM", "  ada.okafor@example.com ", "\tAda.Okafor@Example.com"]
)
def test_case_and_spaces_in_the_address_are_forgiven(front_end: str, typed: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    driver.begin()
    driver.identify(typed)
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


@pytest.mark.parametrize("typed", ["ada", "ada@", "ada okafor@example.com", "@example.com", "a" * 300])
@pytest.mark.parametrize("open_to_all", [True, False])
def test_invalid_address_is_an_unknown_username(front_end: str, typed: str, open_to_all: bool):
    sign_up_policy(sign_up_allowed=open_to_all)
    driver = make(front_end)
    driver.begin()
    driver.identify(typed)
    assert driver.step == "identify"
    if (front_end, open_to_all, typed) == ("idx", True, "ada"):
        assert driver.message_keys == ["idx.unknown.user"]
    else:
        assert [path for path, _ in driver.errors] == ["identifier"]


@pytest.mark.parametrize("typed", ["", "   "])
def test_empty_username_is_requested_again(front_end: str, typed: str):
    driver = make(front_end)
    driver.begin()
    driver.identify(typed)
    assert [path for path, _ in driver.errors] == ["identifier"]


def test_wrong_password_message_does_not_name_the_wrong_part(front_end: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    sign_in(driver, password=WRONG)
    assert driver.errors == [("", "incorrectPassword")]
    assert driver.step == "challenge-password"
    assert driver.signed_in_as is None
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_an_empty_password_is_no_try(front_end: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    sign_in(driver, password="")
    assert driver.errors == [("credentials.passcode", "error.password.required")]
    assert not Event.objects.filter(type="user.session.start").exists()


def test_a_password_is_compared_in_one_form_of_unicode(front_end: str):
    a_user(ADA, "caf\u00e9 au lait every morning")
    driver = make(front_end)
    sign_in(driver, password="cafe\u0301 au lait every morning")
    assert driver.signed_in_as == ADA


def test_a_password_is_neither_trimmed_nor_cut(front_end: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    for almost in (f" {PASSWORD}", f"{PASSWORD} ", PASSWORD.title(), PASSWORD[:-1]):
        sign_in(driver, password=almost)
        assert driver.errors == [("", "incorrectPassword")]


def test_suspended_user_sees_the_wrong_password_message(front_end: str):
    suspended = a_user(ADA, PASSWORD)
    a_user("bo@example.org", PASSWORD)
    suspend(suspended)
    right, wrong = make(front_end), make(front_end)
    sign_in(right, ADA, PASSWORD)
    sign_in(wrong, "bo@example.org", WRONG)
    seen = [(driver.step, driver.status, driver.errors, driver.forms) for driver in (right, wrong)]
    assert seen[0] == seen[1]
    assert right.signed_in_as is None


def test_user_suspended_at_the_password_page_is_not_signed_in(front_end: str):
    suspended = a_user(ADA, PASSWORD)
    driver = make(front_end)
    at_password(driver)
    suspend(suspended)
    driver.password(PASSWORD)
    assert driver.signed_in_as is None
    unsuspend(suspended)
    sign_in(driver)
    assert driver.signed_in_as == ADA


def test_a_failed_sign_in_is_an_event_with_a_count(front_end: str):
    ada = a_user(ADA, PASSWORD)
    driver = make(front_end)
    at_password(driver)
    for _ in range(3):
        driver.password(WRONG)
    write_refusals()
    events = Event.objects.filter(type="user.session.start", outcome="failure", user_id=ada.public_id)
    assert sum(event.count for event in events) == 3


def test_the_first_sign_in_after_new_parameters_hashes_anew(front_end: str, settings):
    a_user(ADA, PASSWORD)
    before = user().password
    settings.ARGON2_TIME_COST = 2
    driver = make(front_end)
    sign_in(driver)
    after = user().password
    assert after != before
    assert identify_hasher(after).decode(after)["time_cost"] == 2
    sign_in(make(front_end))
    assert user().password == after


def test_first_sign_in_replaces_the_hash_of_another_system(front_end: str):
    foreign = PBKDF2PasswordHasher().encode(PASSWORD, "saltsalt", 1000)
    ada = a_user(ADA, PASSWORD)
    User.objects.filter(pk=ada.pk).update(password=ForeignHasher().wrap(parse_foreign_hash(foreign)))
    sign_in(make(front_end), password=WRONG)
    assert user().password.startswith("foreign$")
    driver = make(front_end)
    sign_in(driver)
    assert driver.signed_in_as == ADA
    assert user().password.startswith("argon2$")


def test_a_wrong_password_hashes_nothing_anew(front_end: str, settings):
    a_user(ADA, PASSWORD)
    before = user().password
    settings.ARGON2_TIME_COST = 2
    sign_in(make(front_end), password=WRONG)
    assert user().password == before
