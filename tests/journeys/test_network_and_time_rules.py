"""Rules that look at who comes, from where, when, and by which browser."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from policies.domain.rules import Kind
from tests.actors import a_user
from tests.journeys.admin_actions import new_users_join
from tests.journeys.drivers import ENDED, HostedDriver, make
from tests.journeys.policy_settings import (
    dashboard_wants,
    enrollment_for_all,
    group_of,
    protection,
    rule,
    session_wants,
    zone,
)
from tests.journeys.stories import (
    ADA,
    BO,
    PASSWORD,
    at_password,
    awaiting_code,
    has_no_holder,
    sign_in,
    sign_out,
)

OFFICE, CAFE = "198.51.100.7", "203.0.113.9"
OWN_WORDS = "The ledger is closed until Monday. Ask Bo."
DENIED, DENIED_IN_OWN_WORDS = "security.access_denied", "security.access_denied_custom_message"


def test_deny_rule_shows_the_administrators_message(front_end: str):
    ada = a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, groups=(group_of("Ledger", ada),), allowed=False, deny_text=OWN_WORDS)
    driver = make(front_end)
    sign_in(driver)
    assert (driver.step, driver.status) == (ENDED, 403)
    assert driver.message_keys == [DENIED_IN_OWN_WORDS]
    assert OWN_WORDS in driver.words
    assert driver.signed_in_as is None


def test_denial_is_not_shown_before_a_proof(front_end: str):
    ada = a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, groups=(group_of("Ledger", ada),), allowed=False, deny_text=OWN_WORDS)
    driver = make(front_end)
    at_password(driver)
    driver.password("not the right one at all")
    assert driver.errors == [("", "incorrectPassword")]


@pytest.mark.one_front_end
def test_the_others_come_in(front_end: str):
    ada = a_user(ADA, PASSWORD)
    a_user(BO, PASSWORD)
    rule(Kind.AUTHENTICATION, groups=(group_of("Ledger", ada),), allowed=False)
    driver = make(front_end)
    sign_in(driver, BO)
    assert driver.signed_in_as == BO


def test_without_words_of_their_own_it_is_a_plain_no(front_end: str):
    a_user(ADA, PASSWORD)
    dashboard_wants(allowed=False)
    driver = make(front_end)
    sign_in(driver)
    assert driver.message_keys == [DENIED]


@pytest.mark.one_front_end
def test_a_session_policy_can_say_no_as_well(front_end: str):
    ada = a_user(ADA, PASSWORD)
    rule(Kind.SESSION, groups=(group_of("Away", ada),), allowed=False)
    driver = make(front_end)
    sign_in(driver)
    assert driver.message_keys == [DENIED]


@pytest.mark.one_front_end
def test_denied_sign_up_creates_no_user(front_end: str):
    session_wants(allowed=False)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.message_keys == [DENIED]
    assert has_no_holder(ADA)


@pytest.mark.one_front_end
def test_password_suffices_in_the_office_and_not_elsewhere(front_end: str):
    a_user(ADA, PASSWORD)
    office = zone("Office", "198.51.100.0/24", "2001:db8::/32")
    rule(Kind.AUTHENTICATION, but_not_zones=(office,), factors=2)
    at_work, out = make(front_end, ip_address=OFFICE), make(front_end, ip_address=CAFE)
    sign_in(at_work)
    assert at_work.signed_in_as == ADA
    sign_in(out)
    assert out.step == "challenge-email"
    sixth = make(front_end, ip_address="2001:db8::7")
    sign_in(sixth)
    assert sixth.signed_in_as == ADA


@pytest.mark.one_front_end
def test_network_changed_midway_is_judged_by_its_rule(front_end: str):
    a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, but_not_zones=(zone("Office", "198.51.100.0/24"),), factors=2)
    driver = make(front_end, ip_address=OFFICE)
    at_password(driver)
    driver.client.defaults["REMOTE_ADDR"] = CAFE
    driver.password(PASSWORD)
    assert driver.step == "challenge-email"


@pytest.mark.one_front_end
def test_access_is_denied_at_night(front_end: str):
    a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, hours=(time(22), time(6)), allowed=False, deny_text=OWN_WORDS)
    with time_machine.travel(datetime(2026, 11, 22, 21, 59, tzinfo=UTC), tick=False) as clock:
        evening = make(front_end)
        sign_in(evening)
        assert evening.signed_in_as == ADA
        clock.shift(timedelta(minutes=1))
        night = make(front_end)
        sign_in(night)
        assert night.message_keys == [DENIED_IN_OWN_WORDS]
        clock.shift(timedelta(hours=8))
        morning = make(front_end)
        sign_in(morning)
        assert morning.signed_in_as == ADA


@pytest.mark.one_front_end
def test_an_attempt_that_lasts_into_the_night_ends_there(front_end: str):
    a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, hours=(time(22), time(6)), allowed=False)
    with time_machine.travel(datetime(2026, 11, 22, 21, 59, tzinfo=UTC), tick=False) as clock:
        driver = make(front_end)
        at_password(driver)
        clock.shift(timedelta(minutes=2))
        driver.password(PASSWORD)
        assert driver.message_keys == [DENIED]


@pytest.mark.one_front_end
def test_a_session_of_the_evening_does_not_open_pages_at_night(front_end: str):
    a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, hours=(time(22), time(6)), allowed=False)
    with time_machine.travel(datetime(2026, 11, 22, 21, 59, tzinfo=UTC), tick=False) as clock:
        driver = make(front_end)
        sign_in(driver)
        assert driver.signed_in_as == ADA
        clock.shift(timedelta(minutes=2))
        assert driver.signed_in_as is None


def test_new_browser_requires_more_than_a_trusted_one(here: HostedDriver, elsewhere: HostedDriver):
    a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, device="new", factors=2)
    sign_in(here)
    assert here.step == "challenge-email"
    here.submit_code()
    assert here.signed_in_as == ADA
    sign_out(here)
    sign_in(here)
    assert here.signed_in_as == ADA
    sign_in(elsewhere)
    assert elsewhere.step == "challenge-email"


def test_client_of_the_idx_api_is_always_untrusted():
    a_user(ADA, PASSWORD)
    rule(Kind.AUTHENTICATION, device="new", factors=2)
    for _ in range(2):
        driver = make("idx")
        sign_in(driver)
        assert driver.step == "challenge-email"
        driver.submit_code()
        assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_group_joined_at_sign_up_applies_its_rules_at_once(front_end: str):
    staff = group_of("Staff")
    rule(Kind.AUTHENTICATION, groups=(staff,), phishing_resistant=True)
    new_users_join(staff.name)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.step == "enroll-passkey"


def test_prevention_shows_a_rule_after_the_first_proof_only(front_end: str):
    enrollment_for_all(email="not_allowed")
    protection(hide_at_sign_in=True)
    ada = a_user(ADA, PASSWORD)
    a_user(BO, PASSWORD)
    rule(Kind.AUTHENTICATION, groups=(group_of("Ledger", ada),), phishing_resistant=True)
    seen = []
    for address in (ADA, BO, "nobody@example.com"):
        driver = make(front_end)
        at_password(driver, address)
        seen.append((driver.status, driver.forms, driver.message_keys))
    assert seen[0] == seen[1] == seen[2]
