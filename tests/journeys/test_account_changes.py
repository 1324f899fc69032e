"""Changes of one's own account, from inside a session: what they ask, what they end, and what they refuse."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from tests.actors import a_user
from tests.journeys import given
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import ENDED, SIGNED_IN, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.policy_settings import app_wants, changes_want, enrollment_for_all
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    BO,
    PASSCODE,
    PASSWORD,
    press,
    recovering,
    sign_in,
    sign_out,
    user,
)
from tests.journeys.user_devices import Pocket

NEW = "ada@new-name.example"
SECURITY, SESSIONS = "/me/security", "/me/sessions"
EXPIRED = ["idx.session.expired"]


@pytest.fixture(autouse=True)
def ada() -> User:
    return a_user(ADA, PASSWORD)


def begin(browser: HostedDriver, change: str) -> None:
    """Press the button of a change on the security page."""
    browser.open(SECURITY)
    browser.act(f"{SECURITY}/{change}")


def adding(browser: HostedDriver, authenticator: str) -> None:
    """Come as far as the page that sets the authenticator up."""
    begin(browser, f"add/{authenticator}")
    if browser.step == "challenge-email":
        browser.submit_code(newest(ADA).code)


def remove_button(authenticator: str) -> str:
    return f"{SECURITY}/remove/{user().enrollments.get(authenticator=authenticator).public_id}"


def removing(browser: HostedDriver, authenticator: str) -> None:
    browser.open(SECURITY)
    browser.act(remove_button(authenticator))


def comes_with_password(browser: HostedDriver) -> HostedDriver:
    sign_in(browser)
    assert browser.signed_in_as == ADA
    return browser


def changed_to(browser: HostedDriver, address: str = NEW) -> None:
    begin(browser, "email")
    assert browser.step == "change-email"
    browser.send("change-email", {"newEmail": address})
    assert browser.step == "confirm-email-change"
    browser.submit_code(newest(address).code)


def test_new_address_is_proved_before_it_is_stored(here: HostedDriver):
    comes_with_password(here)
    begin(here, "email")
    here.send("change-email", {"newEmail": NEW})
    assert user().email == ADA
    here.submit_code("000000")
    assert here.errors == [(PASSCODE, "api.authn.error.PASSCODE_INVALID")]
    here.submit_code(newest(NEW).code)
    assert here.step == SIGNED_IN
    assert here.signed_in_as == NEW


def test_the_new_address_can_be_proved_by_its_link(here: HostedDriver):
    comes_with_password(here)
    begin(here, "email")
    here.send("change-email", {"newEmail": NEW})
    here.open(newest(NEW).link)
    press(here)
    assert here.signed_in_as == NEW


def test_old_address_is_notified_and_can_undo_the_change(here: HostedDriver, elsewhere: HostedDriver):
    changed_to(comes_with_password(here))
    told = newest(ADA)
    assert NEW not in told.text, "of the new address the old mailbox learns no more than its owner knows"
    elsewhere.open(told.link)
    assert user(NEW).email == NEW, "opening the link changes nothing"
    press(elsewhere)
    assert elsewhere.message_keys == ["ssr.security.undone"]
    assert user(ADA).email == ADA
    assert here.signed_in_as is None
    assert elsewhere.signed_in_as is None
    recovering(elsewhere)
    elsewhere.submit_code(newest(ADA).code)
    elsewhere.reset_password(ANOTHER_PASSWORD)
    assert elsewhere.signed_in_as == ADA


def test_taking_it_back_works_once_and_for_seven_days(
    here: HostedDriver, elsewhere: HostedDriver, clock: time_machine.Traveller
):
    changed_to(comes_with_password(here))
    link = newest(ADA).link
    clock.shift(timedelta(days=7))
    elsewhere.open(link)
    assert elsewhere.step == ENDED
    assert user(NEW).email == NEW


def test_taken_address_is_not_revealed_and_its_holder_is_mailed(here: HostedDriver, elsewhere: HostedDriver):
    a_user(BO, PASSWORD)
    comes_with_password(here)
    begin(here, "email")
    here.send("change-email", {"newEmail": BO})
    taken = here.page.text
    (told,) = letters(BO)
    assert (told.code, told.link) == ("", "")
    here.submit_code("000000")
    assert here.errors == [(PASSCODE, "api.authn.error.PASSCODE_INVALID")]
    sign_in(elsewhere)
    begin(elsewhere, "email")
    elsewhere.send("change-email", {"newEmail": "bo.lindqvist@example.net"})
    assert elsewhere.page.text.replace(".net", ".org") == taken
    assert user(BO).email == BO


def test_the_address_can_be_corrected_while_it_waits(here: HostedDriver):
    comes_with_password(here)
    begin(here, "email")
    here.send("change-email", {"newEmail": "ada@nwe-name.example"})
    old = newest("ada@nwe-name.example").code
    here.send("change-email", {"newEmail": NEW})
    here.submit_code(old if old != newest(NEW).code else "000000")
    assert here.step == "confirm-email-change"
    here.submit_code(newest(NEW).code)
    assert here.signed_in_as == NEW


def test_address_change_ends_other_sessions_where_the_policy_requires_it(
    here: HostedDriver, elsewhere: HostedDriver
):
    comes_with_password(elsewhere)
    changed_to(comes_with_password(here))
    assert elsewhere.signed_in_as is None
    changes_want(ends_sessions=False)
    sign_in(elsewhere, NEW)
    changed_to(here, "ada@third-name.example")
    assert elsewhere.signed_in_as == "ada@third-name.example"


def test_adding_an_authenticator_notifies_its_owner(here: HostedDriver):
    comes_with_password(here)
    adding(here, "totp")
    here.set_up_app()
    assert here.step == SIGNED_IN
    assert "authenticator app" in newest(ADA).text.lower()
    app_wants(factors=2)
    sign_out(here)
    sign_in(here)
    assert here.step == "challenge-totp"


def test_a_passkey_can_be_added_beside_another(here: HostedDriver):
    comes_with_password(here)
    adding(here, "passkey")
    here.make_passkey()
    adding(here, "passkey")
    here.make_passkey()
    assert user().enrollments.count() == 2


def test_removing_an_authenticator_ends_the_sessions_elsewhere(
    here: HostedDriver, elsewhere: HostedDriver, pocket: Pocket
):
    given.an_app(user(), pocket)
    here.pocket = pocket
    comes_with_password(elsewhere)
    comes_with_password(here)
    removing(here, "totp")
    if here.step == "challenge-totp":
        here.enter_app_code()
    assert here.step == "remove-authenticator"
    here.send("remove-authenticator", {})
    assert here.signed_in_as == ADA
    assert elsewhere.signed_in_as is None
    assert not user().enrollments.exists()


def test_removing_an_authenticator_leaves_them_where_the_policy_says_so(
    here: HostedDriver, elsewhere: HostedDriver, pocket: Pocket
):
    changes_want(ends_sessions=False)
    given.an_app(user(), pocket)
    here.pocket = pocket
    comes_with_password(elsewhere)
    comes_with_password(here)
    removing(here, "totp")
    here.enter_app_code()
    here.send("remove-authenticator", {})
    assert elsewhere.signed_in_as == ADA


def test_last_authenticator_cannot_be_removed(here: HostedDriver, pocket: Pocket):
    given.a_passkey(user(), pocket)
    here.pocket = pocket
    here.come_with_passkey()
    here.open(SECURITY)
    enrollment_for_all(email="not_allowed", password="not_allowed")
    here.act(remove_button("passkey"))
    assert here.message_keys == ["ssr.authenticator.last"]
    assert user().enrollments.exists()
    here.open(SECURITY)
    assert not here.page.all("form", action=remove_button("passkey"))


def test_required_authenticator_cannot_be_removed(here: HostedDriver, pocket: Pocket):
    given.an_app(user(), pocket)
    here.pocket = pocket
    comes_with_password(here)
    here.open(SECURITY)
    enrollment_for_all(totp="required")
    here.act(remove_button("totp"))
    here.enter_app_code()
    assert here.message_keys == ["ssr.authenticator.required"]
    here.open(SECURITY)
    assert not here.page.all("form", action=remove_button("totp"))


def test_a_session_that_is_not_fresh_proves_itself_again(here: HostedDriver, clock: time_machine.Traveller):
    comes_with_password(here)
    clock.shift(timedelta(minutes=16))
    begin(here, "add/totp")
    assert here.step == "challenge-password"
    here.password(PASSWORD)
    here.prove_address()
    assert here.step == "enroll-totp"


def test_where_changes_want_two_factors_an_app_is_proved_first(here: HostedDriver, pocket: Pocket):
    given.an_app(user(), pocket)
    here.pocket = pocket
    comes_with_password(here)
    begin(here, "email")
    assert here.step == "challenge-totp"
    here.enter_app_code()
    assert here.step == "change-email"


def test_password_is_changed_right_after_the_old_one_was_proved(here: HostedDriver, elsewhere: HostedDriver):
    comes_with_password(elsewhere)
    comes_with_password(here)
    begin(here, "password")
    assert here.step == "challenge-password"
    here.password(PASSWORD)
    here.reset_password(PASSWORD)
    assert here.errors == [(PASSCODE, "ssr.password.same")]
    here.reset_password(ANOTHER_PASSWORD)
    assert here.signed_in_as == ADA
    assert elsewhere.signed_in_as is None


def test_a_change_goes_on_in_its_session_only(here: HostedDriver):
    comes_with_password(here)
    begin(here, "email")
    page = here.url
    sign_out(here)
    here.open(page)
    assert here.message_keys == EXPIRED
    sign_in(here)
    here.open(page)
    assert here.step != "change-email"


def test_change_opened_in_another_browser_is_not_found(here: HostedDriver, elsewhere: HostedDriver):
    comes_with_password(here)
    comes_with_password(elsewhere)
    begin(here, "email")
    elsewhere.open(here.url)
    assert elsewhere.step != "change-email"


def test_a_session_that_was_ended_elsewhere_finishes_nothing(here: HostedDriver, elsewhere: HostedDriver):
    comes_with_password(here)
    adding(here, "totp")
    comes_with_password(elsewhere)
    elsewhere.open(SESSIONS)
    elsewhere.act(f"{SESSIONS}/end-others")
    here.set_up_app()
    assert here.signed_in_as is None
    assert not user().enrollments.exists()


def test_a_new_password_in_between_ends_the_change(here: HostedDriver):
    comes_with_password(here)
    adding(here, "totp")
    other = make("hosted")
    recovering(other)
    other.submit_code(newest(ADA).code)
    other.reset_password(ANOTHER_PASSWORD)
    here.set_up_app()
    assert not user().enrollments.exists()


def test_one_other_browser_is_signed_out(here: HostedDriver, elsewhere: HostedDriver):
    third = HostedDriver(ip_address="192.0.2.50")
    for browser in (here, elsewhere, third):
        comes_with_password(browser)
    here.open(SESSIONS)
    assert "This device" in here.page.text
    (row,) = [row for row in here.page.all("li") if "Chrome on Windows" in row.text]
    here.act(row.all("form")[0].get("action"))
    assert elsewhere.signed_in_as is None
    assert (here.signed_in_as, third.signed_in_as) == (ADA, ADA)


def test_all_others_are_signed_out(here: HostedDriver, elsewhere: HostedDriver):
    client = make("idx")
    for browser in (here, elsewhere, client):
        sign_in(browser)
        assert browser.signed_in_as == ADA
    here.open(SESSIONS)
    here.act(f"{SESSIONS}/end-others")
    assert here.signed_in_as == ADA
    assert (elsewhere.signed_in_as, client.signed_in_as) == (None, None)


def test_a_suspension_ends_a_change_at_once(here: HostedDriver):
    comes_with_password(here)
    adding(here, "totp")
    suspend(user())
    here.set_up_app()
    assert here.signed_in_as is None
    assert not user().enrollments.exists()


def test_a_stricter_rule_asks_a_session_for_more_before_the_next_page(here: HostedDriver, pocket: Pocket):
    given.an_app(user(), pocket)
    here.pocket = pocket
    comes_with_password(here)
    app_wants(factors=2)
    here.open("/me/")
    assert here.step == "step-up"
    here.send("step-up", {})
    assert here.step == "challenge-totp"
    here.enter_app_code()
    assert here.signed_in_as == ADA
