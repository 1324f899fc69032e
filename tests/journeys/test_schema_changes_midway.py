"""Submitted values are checked against the schema of the moment when they are written."""

import pytest

from accounts.configuration_cache import raise_version
from accounts.models import ProfileAttribute, User
from tests.actors import a_user, sign_up_policy
from tests.dashboard.users import come_in
from tests.journeys.admin_actions import ask, ask_later, no_longer_ask, questions
from tests.journeys.drivers import Driver, make
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, PASSWORD, at_password, awaiting_code, has_no_holder, user

pytestmark = [pytest.mark.postgres, pytest.mark.one_front_end]
TEAMS = [{"value": "kitchen", "title": "Kitchen"}, {"value": "garden", "title": "Garden"}]
NOT_OFFERED = "model.validation.field.value.not.allowed"


def change(key: str, **columns: object) -> None:
    ProfileAttribute.objects.filter(key=key).update(**columns)
    raise_version()


def delete(key: str) -> None:
    no_longer_ask(key)
    ProfileAttribute.objects.filter(key=key).delete()
    raise_version()


def before_the_end(front_end: str) -> Driver:
    """Return a user who gave a team and proved the address; the password is missing."""
    ask("team", "choice", options=TEAMS)
    driver = awaiting_code(front_end, team="kitchen")
    driver.submit_code()
    return driver


def test_value_of_an_attribute_deleted_midway_is_dropped(front_end: str):
    driver = before_the_end(front_end)
    delete("team")
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {}


@pytest.mark.parametrize("permission", ["read_only", "hidden"])
def test_value_of_an_attribute_made_read_only_midway_is_dropped(front_end: str, permission: str):
    driver = before_the_end(front_end)
    change("team", permission=permission)
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {}


def test_option_removed_midway_is_requested_again(front_end: str):
    driver = before_the_end(front_end)
    change("team", options=TEAMS[1:])
    driver.choose_password(PASSWORD)
    assert has_no_holder(ADA)
    assert driver.step == "enroll-profile"
    assert driver.errors == [("userProfile.team", NOT_OFFERED)]
    driver.submit_profile({"firstName": "Ada", "lastName": "Okafor", "team": "garden"})
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {"team": "garden"}


def test_invalid_value_of_a_removed_field_is_dropped(front_end: str):
    driver = before_the_end(front_end)
    no_longer_ask("team")
    change("team", options=TEAMS[1:])
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {}


def test_value_made_too_long_midway_is_requested_again(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    change("lastName", max_length=3)
    driver.choose_password(PASSWORD)
    assert driver.step == "enroll-profile"
    assert [path for path, _ in driver.errors] == ["userProfile.lastName"]
    assert has_no_holder(ADA)


@pytest.mark.parametrize("rule", [{"denied_domains": "example.com"}, {"allowed_domains": "example.net"}])
def test_domain_denied_midway_ends_the_sign_up_with_words(front_end: str, rule: dict[str, str]):
    driver = awaiting_code(front_end)
    code = newest(ADA).code
    sign_up_policy(**rule)
    driver.submit_code(code)
    assert driver.message_keys == ["ssr.email.domain_not_allowed"]
    assert "example.com" in driver.words or "domain" in driver.words
    assert has_no_holder(ADA)


def test_domain_denied_before_the_last_answer_ends_the_sign_up(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    sign_up_policy(denied_domains="example.com")
    driver.choose_password(PASSWORD)
    assert driver.message_keys == ["ssr.email.domain_not_allowed"]
    assert has_no_holder(ADA)


def at_questions(front_end: str) -> Driver:
    """Return a user at the page of later questions."""
    ask_later("team", "choice", options=TEAMS)
    questions()
    User.objects.filter(pk=a_user(ADA, PASSWORD).pk).update(last_name="Okafor")
    driver = make(front_end)
    at_password(driver)
    driver.password(PASSWORD)
    assert driver.step == "profile-update", driver.step
    return driver


def test_later_answer_with_a_removed_option_is_requested_again(front_end: str):
    driver = at_questions(front_end)
    change("team", options=TEAMS[1:])
    driver.send(driver.main, {"userProfile.team": "kitchen"})
    assert driver.errors == [("userProfile.team", NOT_OFFERED)]
    driver.send(driver.main, {"userProfile.team": "garden"})
    assert driver.signed_in_as == ADA
    assert user().profile == {"team": "garden"}


def test_own_page_drops_an_attribute_that_is_deleted_meanwhile():
    ask("team", "string")
    visitor = come_in(a_user(ADA, PASSWORD))
    visitor.get("/me/profile")
    delete("team")
    response = visitor.post(
        "",
        "/me/profile",
        userProfile__team="Kitchen",
        userProfile__firstName="Bo",
        userProfile__lastName="Li",
    )
    assert response.status_code in (200, 303)
    assert user().profile == {}
