"""A form whose fields depend on other answers, with messages and options of its own."""

from typing import Any

import pytest

from accounts.configuration_cache import raise_version
from enrollment.models import EnrollmentFormField
from flows.domain.transaction import Intent
from tests.actors import a_user
from tests.journeys.admin_actions import ask, ask_later, questions
from tests.journeys.drivers import IdxDriver, make
from tests.journeys.stories import ADA, PASSWORD, fill_in, sign_in, user

TEAMS = [{"value": "ops", "title": "Operations"}, {"value": "shop", "title": "Shop floor"}]
FLOOR, TEAM = "userProfile.floor", "userProfile.team"
MORE = "ssr.form.more_fields"


def profile_of(driver: IdxDriver) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = driver.document["remediation"]["value"][0]["value"][0]["form"]["value"]
    return fields


def change(key: str, **columns: object) -> None:
    EnrollmentFormField.objects.filter(attribute__key=key).update(**columns)
    raise_version()


@pytest.fixture(autouse=True)
def form(db: None) -> None:
    ask("team", "choice", options=TEAMS)
    ask("floor", "string", required=True)
    change("floor", shown_if="team", shown_if_values=["shop"], required_message="Which floor is it?")


def test_hidden_field_is_neither_required_nor_stored(front_end: str):
    driver = make(front_end)
    fill_in(driver, team="ops", **({"floor": "3"} if front_end == "idx" else {}))
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {"team": "ops"}


def test_field_that_an_answer_shows_is_required_and_stored(front_end: str):
    driver = make(front_end)
    if isinstance(driver, IdxDriver):
        driver.begin(Intent.SIGN_UP)
        (floor,) = [field for field in profile_of(driver) if field["name"] == "floor"]
        assert floor["condition"] == {"name": "team", "is": "one_of", "values": ["shop"]}
    fill_in(driver, team="shop")
    # A page without scripts shows the new field before it finds fault with it; an app has the condition.
    assert driver.errors == ([] if front_end == "hosted" else [(FLOOR, "ssr.field.own")])
    assert driver.message_keys == ([MORE] if front_end == "hosted" else [])
    assert driver.status in (400, 422)
    if front_end == "hosted":
        driver.submit_profile({"floor": ""})
        assert [path for path, _ in driver.errors] == [FLOOR]
        assert "Which floor is it?" in driver.words
    whole = {"email": ADA, "firstName": "Ada", "lastName": "Okafor", "team": "shop"}
    driver.submit_profile({**whole, "floor": "3"})
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().profile == {"team": "shop", "floor": "3"}


@pytest.mark.one_front_end
def test_optional_field_is_shown_once_before_the_form_is_taken(front_end: str):
    change("floor", required=False)
    driver = make("hosted")
    fill_in(driver, team="shop")
    assert (driver.step, driver.message_keys) == ("enroll-profile", [MORE])
    driver.submit_profile({})
    assert driver.step == "enroll-email"


def test_form_with_fewer_options_refuses_the_others(front_end: str):
    change("team", options=[{"value": "shop", "title": "The shop"}], invalid_message="Choose your team.")
    driver = make(front_end)
    fill_in(driver, team="ops")
    # A sentence of the form has no key on a page.
    own = "ssr.text.pattern" if front_end == "hosted" else "ssr.field.own"
    assert driver.errors == [(TEAM, own)]


def test_later_question_waits_for_the_answer_that_shows_it(front_end: str):
    a_user(ADA, PASSWORD)
    ask_later("desk", "string", required=True)
    change("desk", shown_if="team", shown_if_values=["shop"], required=True)
    change("floor", at_sign_in=False)
    change("team", at_sign_in=False)
    for key in ("firstName", "lastName"):
        change(key, at_sign_in=False)
    questions()
    person = user()
    for team, step in (("ops", "signed-in"), ("shop", "profile-update")):
        person.profile = {"team": team}
        person.save()
        driver = make(front_end)
        sign_in(driver)
        assert driver.step == step, team
