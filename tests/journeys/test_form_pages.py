"""A sign-up form of several pages: each is checked for itself, at the end the whole, and Back keeps it."""

import pytest

from accounts.configuration_cache import raise_version
from accounts.models import ProfileAttribute, UniqueAttributeValue, User
from enrollment.models import EnrollmentFormField
from flows.models import Transaction
from tests.actors import a_user, sign_up_policy
from tests.group_rules import a_rule, groups_by_rules, is_one_of
from tests.journeys.admin_actions import ask, no_longer_ask
from tests.journeys.drivers import Driver, HostedDriver, IdxDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, BO, EMAIL, PASSWORD, fill_in, user

TEAMS = [{"value": "ops", "title": "Operations"}, {"value": "shop", "title": "Shop floor"}]
TAKEN = "registration.error.notUniqueWithinOrg"
BLANK = "model.validation.field.blank.label"


def change(key: str, **columns: object) -> None:
    EnrollmentFormField.objects.filter(attribute__key=key).update(**columns)
    raise_version()


@pytest.fixture(autouse=True)
def form(db: None) -> None:
    """Three pages: the names, a team, and a badge with a floor for those in the shop."""
    ask("team", "choice", required=True, options=TEAMS)
    ask("badge", "string", required=True, unique=True)
    ask("floor", "string", required=True)
    change("team", new_page=True, page_title="Your team")
    change("badge", new_page=True)
    change("floor", shown_if="team", shown_if_values=["shop"])


def shown(driver: Driver) -> dict[str, str]:
    """Return the fields of the page with their values, without the handle and the hidden ones."""
    if isinstance(driver, HostedDriver):
        form = next(form for form in driver.page.all("form") if form.all(name="page"))
        return {path: value for path, (value, *_) in form.sends().items() if path.startswith("userProfile")}
    assert isinstance(driver, IdxDriver)
    fields = driver.document["remediation"]["value"][0]["value"]
    profile = next((field["form"]["value"] for field in fields if field["name"] == "userProfile"), [])
    return {f"userProfile.{field['name']}": field.get("value", "") for field in profile}


def fields(driver: Driver) -> list[str]:
    return [path.removeprefix("userProfile.") for path in shown(driver)]


def at_the_badge(front_end: str, team: str = "ops") -> Driver:
    driver = make(front_end)
    fill_in(driver)
    driver.submit_profile({"team": team})
    return driver


def test_pages_follow_each_other_and_nothing_is_created_before_the_last(front_end: str):
    driver = make(front_end)
    fill_in(driver)
    assert (driver.step, "back" in driver.forms) == ("enroll-profile", True)
    driver.submit_profile({"team": ""})
    assert driver.errors == [("userProfile.team", "ssr.field.choose")]
    driver.submit_profile({"team": "shop"})
    assert (letters(ADA), User.objects.count(), fields(driver)) == ([], 0, ["badge", "floor"])
    driver.submit_profile({"badge": "AB1", "floor": ""})
    assert driver.errors == [("userProfile.floor", BLANK)]
    driver.submit_profile({"badge": "AB1", "floor": "3"})
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {"team": "shop", "badge": "AB1", "floor": "3"}
    assert Transaction.objects.latest("created_at").draft == {}


def test_back_keeps_every_answer_and_a_changed_one_hides_a_field(front_end: str):
    driver = at_the_badge(front_end, "shop")
    driver.send("back", {"userProfile.badge": "AB1", "userProfile.floor": ""})
    assert shown(driver) == {"userProfile.team": "shop"}
    driver.send("back", {})
    assert "back" not in driver.forms
    assert shown(driver)["userProfile.firstName"] == "Ada"
    driver.submit_profile({"email": BO, "firstName": "Bo", "lastName": "Lind"})
    driver.submit_profile({"team": "ops"})
    assert shown(driver) == {"userProfile.badge": "AB1"}
    driver.submit_profile({"badge": "AB1"})
    driver.submit_code(letters(BO)[-1].code)
    driver.choose_password(PASSWORD)
    assert (user(BO).first_name, user(BO).profile) == ("Bo", {"team": "ops", "badge": "AB1"})


def test_page_whose_fields_are_all_hidden_is_passed_over(front_end: str):
    no_longer_ask("badge")
    change("floor", new_page=True)
    driver = at_the_badge(front_end)
    assert driver.step == "enroll-email"
    other = make(front_end)
    fill_in(other, BO)
    other.submit_profile({"team": "shop"})
    assert fields(other) == ["floor"]


def test_whole_form_is_checked_at_the_end_and_the_wrong_page_shown(front_end: str):
    driver = at_the_badge(front_end)
    ProfileAttribute.objects.filter(key="team").update(options=TEAMS[1:])
    raise_version()
    driver.submit_profile({"badge": "AB1"})
    assert driver.errors == [("userProfile.team", "model.validation.field.value.not.allowed")]
    driver.submit_profile({"team": "shop"})
    assert shown(driver)["userProfile.badge"] == "AB1"
    a_user(ADA, PASSWORD)
    driver.submit_profile({"badge": "AB1", "floor": "3"})
    assert driver.errors == [(EMAIL, TAKEN)]
    driver.submit_profile({"email": BO})
    assert fields(driver) == ["team"]


def test_taken_value_of_an_earlier_page_shows_that_page(front_end: str):
    change("badge", position=101, new_page=True)
    change("team", position=102, new_page=True)
    driver = make(front_end)
    fill_in(driver)
    driver.submit_profile({"badge": "AB1"})
    holder = a_user(BO, PASSWORD)
    badge = ProfileAttribute.objects.get(key="badge")
    UniqueAttributeValue.objects.create(attribute=badge, value="ab1", user=holder)
    driver.submit_profile({"team": "ops"})
    assert driver.errors == [("userProfile.badge", TAKEN)]


def test_password_is_on_the_last_page_and_no_page_stores_it(front_end: str):
    sign_up_policy(password_page="first")
    driver = at_the_badge(front_end)
    driver.submit_profile({"badge": "AB1", "password": "short"})
    assert [path for path, _ in driver.errors] == ["credentials.passcode"]
    assert Transaction.objects.latest("created_at").password_hash == ""
    driver.submit_profile({"badge": "AB1", "password": PASSWORD})
    driver.submit_code()
    assert driver.signed_in_as == ADA


@pytest.mark.one_front_end
def test_page_that_was_left_behind_changes_nothing(front_end: str):
    driver = make("hosted")
    fill_in(driver)
    assert isinstance(driver, HostedDriver)
    old, url = driver.page, driver.url
    driver.submit_profile({"team": "ops"})
    driver.page, driver.url = old, url
    driver.submit_profile({"team": "shop"})
    assert (driver.status, driver.message_keys, fields(driver)) == (422, ["ssr.form.outdated"], ["badge"])
    assert Transaction.objects.latest("created_at").draft["team"] == "ops"


def test_last_page_takes_no_answer_of_an_earlier_one(front_end: str):
    driver = at_the_badge(front_end)
    values = {"badge": "AB1"} | ({"team": "shop", "floor": "3", "email": BO} if front_end == "idx" else {})
    driver.submit_profile(values)
    driver.submit_code(letters(ADA)[-1].code)
    driver.choose_password(PASSWORD)
    assert (driver.signed_in_as, user().profile) == (ADA, {"team": "ops", "badge": "AB1"})


def test_group_rule_reads_answers_of_every_page(front_end: str):
    a_rule(is_one_of("team", "ops"), group="Operators")
    driver = at_the_badge(front_end)
    driver.submit_profile({"badge": "AB1"})
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert groups_by_rules(user()) == ["Operators"]
