"""The system log tells administrators what the page hides."""

import pytest

from accounts.models import Event
from flows.domain.transaction import Intent
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import make
from tests.journeys.stories import ADA, PASSWORD, at_password, person, recovering, signed_up
from tests.refusals import write_refusals

pytestmark = pytest.mark.one_front_end


def last_event(type: str) -> Event:
    write_refusals()
    return Event.objects.filter(type=type).latest("id")


def test_suspended_user_who_tries_to_sign_in_is_logged_by_name(face: str):
    signed_up(face)
    suspend(person())
    somebody = make(face)
    at_password(somebody)
    somebody.password(PASSWORD)
    event = last_event("user.session.start")
    assert (event.outcome, event.detail["variant"]) == ("failure", "turned_away")
    assert (event.user_id, event.actor_id) == (person().public_id, "")


def test_wrong_password_is_logged_for_its_user(face: str):
    signed_up(face)
    stranger = make(face)
    at_password(stranger)
    stranger.password("not the right one at all")
    event = last_event("user.session.start")
    assert (event.outcome, event.detail) == ("failure", {"count": 1})
    assert (event.user_id, event.actor_id) == (person().public_id, "")


def test_unsent_code_is_not_logged_as_sent(face: str):
    signed_up(face)
    suspend(person())
    somebody = make(face)
    recovering(somebody)
    assert last_event("system.email.send_factor_verify_message").detail["variant"] == "nobody"


def test_recovery_without_an_account_links_to_sign_up(face: str):
    somebody = make(face)
    somebody.begin(Intent.RECOVER)
    somebody.identify(ADA)
    assert "idx.unknown.user" in somebody.message_keys
    somebody.sign_up_instead()
    assert somebody.step == "enroll-profile"


def test_malformed_code_counts_no_attempt(face: str):
    somebody = make(face)
    somebody.begin(Intent.SIGN_UP)
    somebody.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    for _ in range(6):
        somebody.submit_code("12345")
        assert ("credentials.passcode", "ssr.code.format") in somebody.errors
    somebody.submit_code()
    assert somebody.step == "enroll-password"
