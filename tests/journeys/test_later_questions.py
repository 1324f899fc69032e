"""Questions that sign-up left open follow at a sign-in: a few at a time, never one twice, never endlessly."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Event, Group, Membership, UniqueAttributeValue, User
from flows.models import Transaction
from tests.actors import a_user
from tests.journeys.admin_actions import ask_later, new_users_join, no_longer_ask, policy, questions
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import app_wants, session_wants
from tests.journeys.stories import (
    ADA,
    ANOTHER_PASSWORD,
    BO,
    PASSWORD,
    awaiting_code,
    look_again,
    recovering,
    sign_in,
    signed_up,
    user,
)

TAKEN = "registration.error.notUniqueWithinOrg"
TOWN = "userProfile.town"
PUT_OFF = timedelta(days=7)


@pytest.fixture(autouse=True)
def _ask() -> None:
    questions(skip_limit=2, skip_cool_down_days=7)


@pytest.fixture
def ada() -> None:
    a_user(ADA, PASSWORD)
    User.objects.update(last_name="Okafor")


def come_back(front_end: str, address: str = ADA) -> Driver:
    driver = make(front_end)
    sign_in(driver, address)
    return driver


def answer(driver: Driver, **values: Any) -> None:
    driver.send("profile-update", {f"userProfile.{key}": value for key, value in values.items()})


def times_put_off() -> int:
    return user().postponements.get(what=f"profile:{policy().pk}").times


@pytest.mark.postgres
def test_a_short_sign_up_asks_the_rest_at_the_next_sign_in_and_never_again(front_end: str):
    ask_later("team", "string")
    signed_up(front_end)

    driver = come_back(front_end)
    assert driver.step == "profile-update"
    assert driver.main == "profile-update"
    assert driver.signed_in_as is None
    answer(driver, team="Ops")

    assert driver.signed_in_as == ADA
    assert user().profile == {"team": "Ops"}
    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.one_front_end
def test_log_has_the_answered_attributes_and_user_but_no_values(front_end: str):
    ask_later("team", "string")
    signed_up(front_end)
    answer(come_back(front_end), team="Deliveries")

    event = Event.objects.get(type="user.account.update_profile")
    assert event.user_id == event.actor_id == user().public_id
    assert event.detail == {"attributes": ["team"]}
    assert "Deliveries" not in str(list(Event.objects.values_list()))
    assert "Deliveries" not in str(list(Transaction.objects.values_list()))


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_only_optional_questions_can_be_skipped_so_often_and_not_too_soon(
    front_end: str, clock: time_machine.Traveller
):
    ask_later("team", "string")
    for times in (1, 2):
        driver = come_back(front_end)
        assert "skip" in driver.forms
        driver.skip()
        assert driver.signed_in_as == ADA
        assert times_put_off() == times
        clock.shift(PUT_OFF - timedelta(hours=1))
        assert come_back(front_end).signed_in_as == ADA
        clock.shift(timedelta(hours=1))

    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_a_page_that_was_left_does_not_count(front_end: str):
    ask_later("team", "string")
    for _ in range(3):
        assert come_back(front_end).step == "profile-update"
    assert not user().postponements.exists()


@pytest.mark.usefixtures("ada")
def test_empty_answer_is_postponed_like_a_skipped_one(front_end: str):
    ask_later("team", "string")
    ask_later("town", "string")
    driver = come_back(front_end)
    answer(driver, team="Ops")

    assert driver.signed_in_as == ADA
    assert (user().profile, times_put_off()) == ({"team": "Ops"}, 1)
    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_a_required_question_cannot_be_skipped_and_does_not_rest(front_end: str):
    ask_later("team", "string")
    ask_later("town", "string", required=True)
    driver = come_back(front_end)
    assert "skip" not in driver.forms
    answer(driver, town="")
    assert driver.errors == [(TOWN, "model.validation.field.blank.label")]
    assert driver.signed_in_as is None

    answer(driver, town="Cork")

    assert driver.signed_in_as == ADA
    ask_later("badge", "string", required=True)
    assert come_back(front_end).step == "profile-update"


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_questions_per_page_are_limited_with_required_ones_first(front_end: str):
    questions(most_questions=2)
    for key in ("one", "two"):
        ask_later(key, "string")
    ask_later("three", "string", required=True)
    driver = come_back(front_end)
    answer(driver, one="1", three="3")

    assert driver.signed_in_as == ADA
    assert user().profile == {"one": "1", "three": "3"}
    driver = come_back(front_end)
    answer(driver, two="2")
    assert user().profile == {"one": "1", "two": "2", "three": "3"}


@pytest.mark.usefixtures("ada")
def test_invalid_answer_is_refused_by_the_schema_and_input_is_kept(front_end: str):
    ask_later("team", "string")
    ask_later("children", "integer", minimum=0)
    driver = come_back(front_end)
    answer(driver, team="Ops", children="-1")

    assert driver.errors == [("userProfile.children", "ssr.number.too_small")]
    if isinstance(driver, HostedDriver):
        (box,) = driver.page.all("input", name="userProfile.team")
        assert box.get("value") == "Ops"
    answer(driver, team="Ops", children="2")
    assert user().profile == {"team": "Ops", "children": 2}


@pytest.mark.usefixtures("ada")
def test_values_of_absent_questions_are_not_saved(front_end: str):
    ask_later("team", "string")
    driver = come_back(front_end)
    if isinstance(driver, HostedDriver):
        driver.client.post(driver.url, {"form": "profile-update", "userProfile.town": "Cork"})
    else:
        answer(driver, team="Ops", town="Cork", email=BO, login=BO, status="SUSPENDED")

    assert user().profile.keys() <= {"team"}
    assert user().email.lower() == ADA


@pytest.mark.usefixtures("ada")
def test_duplicate_unique_answer_is_refused_at_its_field(front_end: str):
    badge = ask_later("badge", "string", unique=True)
    UniqueAttributeValue.objects.create(attribute=badge, value="aa001", user=a_user(BO, PASSWORD))
    driver = come_back(front_end)
    answer(driver, badge="AA001")
    assert driver.errors == [("userProfile.badge", TAKEN)]

    answer(driver, badge="AA002")

    assert driver.signed_in_as == ADA
    assert UniqueAttributeValue.objects.get(user=user()).value == "aa002"


@pytest.mark.one_front_end
@pytest.mark.postgres
@pytest.mark.usefixtures("ada")
def test_unique_answer_taken_meanwhile_is_requested_again_keeping_others(front_end: str):
    badge = ask_later("badge", "string", unique=True)
    ask_later("team", "string")
    app_wants(keep_me_signed_in=True)
    session_wants(persistent=True)
    driver = come_back(front_end)
    answer(driver, badge="AA001", team="Ops")
    assert driver.step == "keep-me-signed-in"
    UniqueAttributeValue.objects.create(attribute=badge, value="aa001", user=a_user(BO, PASSWORD))
    driver.keep(False)

    assert driver.step == "profile-update"
    assert driver.errors == [("userProfile.badge", TAKEN)]
    assert user().profile == {}
    answer(driver, badge="AA002", **({} if isinstance(driver, HostedDriver) else {"team": "Ops"}))
    driver.keep(False)
    assert driver.signed_in_as == ADA
    assert user().profile == {"badge": "AA002", "team": "Ops"}


@pytest.mark.usefixtures("ada")
def test_of_two_tabs_the_first_answer_counts():
    ask_later("team", "string")
    app_wants(keep_me_signed_in=True)
    session_wants(persistent=True)
    driver = HostedDriver()
    sign_in(driver)
    page = driver.page
    answer(driver, team="Ops")
    assert driver.step == "keep-me-signed-in"
    driver.page = page
    answer(driver, team="Shop floor")
    assert driver.message_keys == ["ssr.form.outdated"]
    assert driver.step == "keep-me-signed-in"
    driver.keep(False)
    assert user().profile == {"team": "Ops"}


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_later_of_two_browsers_answers_is_kept(front_end: str):
    ask_later("team", "string")
    first, second = come_back(front_end), come_back(front_end)
    answer(first, team="Ops")
    look_again(second)
    assert second.signed_in_as is None
    if second.step != "profile-update":
        second.complete()
    else:
        answer(second, team="Shop floor")
    assert second.signed_in_as == ADA
    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_a_question_that_is_withdrawn_while_it_is_answered_is_not_kept(front_end: str):
    attribute = ask_later("team", "string")
    ask_later("town", "string")
    app_wants(keep_me_signed_in=True)
    session_wants(persistent=True)
    driver = come_back(front_end)
    answer(driver, team="Ops", town="Cork")
    no_longer_ask("team")
    attribute.delete()
    driver.keep(False)

    assert driver.signed_in_as == ADA
    assert user().profile == {"town": "Cork"}


@pytest.mark.usefixtures("ada")
def test_questions_follow_all_proofs(front_end: str):
    ask_later("team", "string")
    driver = make(front_end)
    driver.begin()
    driver.identify(ADA)
    driver.password("wrong")
    assert driver.step == "challenge-password"
    driver.password(PASSWORD)
    assert driver.step == "profile-update"


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_a_policy_that_does_not_ask_later_asks_nothing(front_end: str):
    ask_later("team", "string", required=True)
    questions(progressive=False)
    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_optional_questions_end_with_their_last_day(front_end: str, clock: time_machine.Traveller):
    ask_later("team", "string")
    questions(skip_until="2026-11-22")
    assert come_back(front_end).step == "profile-update"
    clock.shift(timedelta(days=1))
    assert come_back(front_end).signed_in_as == ADA


@pytest.mark.one_front_end
@pytest.mark.postgres
@pytest.mark.usefixtures("ada")
def test_answers_join_the_policys_groups_once_no_required_one_is_left(front_end: str):
    new_users_join("Members")
    questions(join_later=True, most_questions=1)
    ask_later("team", "string", required=True)
    ask_later("town", "string", required=True)

    answer(come_back(front_end), team="Ops")
    assert not Membership.objects.filter(user=user()).exists()
    answer(come_back(front_end), town="Cork")

    membership = Membership.objects.get(user=user())
    assert (membership.group, membership.source) == (Group.objects.get(name="Members"), "policy")
    assert Event.objects.get(type="group.user_membership.add").targets == [
        {"type": "group", "id": membership.group.public_id}
    ]


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_without_the_switch_answers_join_nothing(front_end: str):
    new_users_join("Members")
    ask_later("team", "string", required=True)
    answer(come_back(front_end), team="Ops")
    assert not Membership.objects.filter(user=user()).exists()


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_a_name_that_was_missing_is_known_at_once(front_end: str):
    User.objects.update(first_name="")
    driver = come_back(front_end)
    answer(driver, firstName="Ada")
    assert driver.signed_in_as == ADA
    assert user().first_name == "Ada"
    if not isinstance(driver, HostedDriver):
        assert driver.document["user"]["value"]["profile"]["firstName"] == "Ada"


@pytest.mark.one_front_end
@pytest.mark.usefixtures("ada")
def test_questions_follow_the_next_sign_in_after_a_direct_reset(front_end: str):
    ask_later("team", "string", required=True)
    driver = make(front_end)
    recovering(driver)
    driver.submit_code(newest().code)
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.signed_in_as == ADA
    driver = make(front_end)
    sign_in(driver, ADA, ANOTHER_PASSWORD)
    assert driver.step == "profile-update"


@pytest.mark.one_front_end
def test_optional_field_skipped_at_sign_up_is_a_later_question(front_end: str):
    """PP-5: what stands on the form and was left empty comes back at the first sign-in."""
    ask_later("team", "string", at_sign_up=True)
    driver = awaiting_code(front_end)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert come_back(front_end).step == "profile-update"
