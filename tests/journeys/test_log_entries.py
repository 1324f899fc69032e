"""The system log tells administrators what the page hides."""

import pytest

from accounts.models import Event
from flows.domain.transaction import Intent
from tests.journeys.admin_actions import suspend
from tests.journeys.drivers import make
from tests.journeys.stories import ADA, PASSWORD, at_password, recovering, signed_up, user
from tests.refusals import write_refusals

pytestmark = pytest.mark.one_front_end


def last_event(type: str) -> Event:
    write_refusals()
    return Event.objects.filter(type=type).latest("id")


def test_suspended_user_who_tries_to_sign_in_is_logged_by_name(front_end: str):
    signed_up(front_end)
    suspend(user())
    somebody = make(front_end)
    at_password(somebody)
    somebody.password(PASSWORD)
    event = last_event("user.session.start")
    assert (event.outcome, event.detail["variant"]) == ("failure", "turned_away")
    assert (event.user_id, event.actor_id) == (user().public_id, "")


def test_wrong_password_is_logged_for_its_user(front_end: str):
    signed_up(front_end)
    stranger = make(front_end)
    at_password(stranger)
    stranger.password("not the right one at all")
    event = last_event("user.session.start")
    assert (event.outcome, event.detail) == ("failure", {"count": 1})
    assert (event.user_id, event.actor_id) == (user().public_id, "")


def test_unsent_code_is_not_logged_as_sent(front_end: str):
    signed_up(front_end)
    suspend(user())
    somebody = make(front_end)
    recovering(somebody)
    assert last_event("system.email.send_factor_verify_message").detail["variant"] == "nobody"


def test_recovery_without_an_account_links_to_sign_up(front_end: str):
    somebody = make(front_end)
    somebody.begin(Intent.RECOVER)
    somebody.identify(ADA)
    assert "idx.unknown.user" in somebody.message_keys
    somebody.sign_up_instead()
    assert somebody.step == "enroll-profile"


def test_malformed_code_counts_no_attempt(front_end: str):
    somebody = make(front_end)
    somebody.begin(Intent.SIGN_UP)
    somebody.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    for _ in range(6):
        somebody.submit_code("12345")
        assert ("credentials.passcode", "ssr.code.format") in somebody.errors
    somebody.submit_code()
    assert somebody.step == "enroll-password"
