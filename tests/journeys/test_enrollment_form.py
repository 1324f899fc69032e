"""The sign-up form that an administrator put together: every kind of answer, and everything wrong at once."""

from typing import Any

import pytest

from accounts.models import UniqueAttributeValue, User
from tests.actors import sign_up_policy
from tests.journeys.admin_actions import ask, ask_base
from tests.journeys.drivers import make
from tests.journeys.mailbox import letters
from tests.journeys.stories import (
    ADA,
    BO,
    EMAIL,
    PASSWORD,
    at_password,
    awaiting_code,
    fill_in,
    has_no_holder,
    user,
)

TEAMS = [{"value": "ops", "title": "Operations"}, {"value": "shop", "title": "Shop floor"}]
LENGTH = "registration.model.validation.field.string.too."
OFFERED = "model.validation.field.value.not.allowed"
ITEMS = "model.validation.field.array.minItems"
NO_ADDRESS = "registration.error.invalidLoginEmail"
BOTH = ["ops", "shop"]
# Type, further definition, a valid value, the stored value, an invalid value, and its message.
KINDS: list[tuple[str, dict[str, Any], Any, Any, Any, str]] = [
    ("string", {"max_length": 5}, "Moss", "Moss", "Mosses", LENGTH + "long"),
    ("long_text", {"min_length": 4}, "one\ntwo", "one\ntwo", "one", LENGTH + "short"),
    ("number", {"minimum": 1, "maximum": 2}, "1.84", "1.84", "2.5", "ssr.number.too_large"),
    ("integer", {"minimum": 0}, "3", 3, "3.5", "ssr.number.whole"),
    ("boolean", {}, True, True, False, "ssr.field.consent"),
    ("choice", {"options": TEAMS}, "shop", "shop", "", "ssr.field.choose"),
    ("multiple_choice", {"options": TEAMS, "min_items": 2}, BOTH, BOTH, ["ops"], ITEMS),
    ("date", {}, "1994-03-27", "1994-03-27", "1994-02-30", "ssr.date.day"),
    ("email", {}, "second@example.com", "second@example.com", "second", NO_ADDRESS),
    ("url", {}, "https://example.com/a", "https://example.com/a", "not a url", "ssr.url.format"),
    ("phone", {}, "+44 20 7946 0958", "+442079460958", "12", "ssr.phone.format"),
    ("country", {}, "IE", "IE", "XX", OFFERED),
    ("language", {}, "de", "de", "xx-nope", OFFERED),
    ("time_zone", {}, "Europe/Dublin", "Europe/Dublin", "Mars/Base", OFFERED),
]
KIND_NAMES = [kind for kind, *_ in KINDS]


@pytest.mark.parametrize(("kind", "rule", "right", "kept", "wrong", "said"), KINDS, ids=KIND_NAMES)
def test_an_answer_of_every_kind_is_checked_and_kept(
    front_end: str, kind: str, rule: dict[str, Any], right: Any, kept: Any, wrong: Any, said: str
):
    ask("extra", kind, required=True, **rule)
    driver = make(front_end)
    fill_in(driver, extra=wrong)
    assert driver.errors == [("userProfile.extra", said)]
    fill_in(driver, extra=right)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
    assert user().profile == {"extra": kept}


@pytest.mark.parametrize(
    "typed",
    [
        "\u200bada.okafor@example.com",
        "ada.okafor@example.com\u00a0\ufeff",
        "\u2068ada.okafor@example.com\u2069",
    ],
)
def test_address_with_invisible_ends_is_the_same_at_every_form(front_end: str, typed: str):
    driver = awaiting_code(front_end, typed)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().login == ADA
    again = make(front_end)
    at_password(again, typed)
    again.password(PASSWORD)
    assert again.signed_in_as == ADA


def test_curly_apostrophe_in_an_address_is_named(front_end: str):
    driver = make(front_end)
    fill_in(driver, "o\u2019brien@example.com")
    assert driver.errors == [(EMAIL, "ssr.email.apostrophe")]
    fill_in(driver, "o'brien@example.com")
    assert driver.step == "enroll-email"


@pytest.mark.one_front_end
def test_local_number_is_read_in_the_country_of_the_form(front_end: str):
    ask_base("countryCode", "mobilePhone")
    driver = make(front_end)
    fill_in(driver, countryCode="IE", mobilePhone="\u202d087\u2011123·4567\u202c")
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().profile == {"countryCode": "IE", "mobilePhone": "+353871234567"}


def test_a_pattern_of_the_administrator_speaks_in_the_administrators_words(front_end: str):
    ask(
        "badge",
        "string",
        required=True,
        pattern="[A-Z]{2}[0-9]{3}",
        pattern_message="Two letters, three digits.",
    )
    driver = make(front_end)
    fill_in(driver, badge="12345")
    assert driver.errors == [("userProfile.badge", "ssr.text.pattern")]
    fill_in(driver, badge="AB123")
    assert driver.step == "enroll-email"


def test_an_answer_that_need_not_be_given_may_be_left_out(front_end: str):
    ask("hobby", "string")
    driver = make(front_end)
    fill_in(driver, hobby="")
    assert driver.step == "enroll-email"


def test_duplicate_unique_value_is_refused(front_end: str):
    ask("badge", "string", required=True, unique=True)
    first = awaiting_code(front_end, badge="AB123")
    first.submit_code()
    first.choose_password(PASSWORD)
    second = make(front_end)
    fill_in(second, BO, badge=" ab123 ")
    assert second.errors == [("userProfile.badge", "registration.error.notUniqueWithinOrg")]
    assert letters(BO) == []
    assert UniqueAttributeValue.objects.count() == 1


@pytest.mark.one_front_end
def test_second_completion_with_a_unique_value_needs_another_value(front_end: str):
    ask("badge", "string", required=True, unique=True)
    first, second = awaiting_code(front_end, badge="AB123"), awaiting_code(front_end, BO, badge="AB123")
    second.submit_code()
    first.submit_code(letters(ADA)[-1].code)
    first.choose_password(PASSWORD)
    second.choose_password(PASSWORD)
    assert second.step == "enroll-profile"
    assert second.errors == [("userProfile.badge", "registration.error.notUniqueWithinOrg")]
    assert has_no_holder(BO)
    second.submit_profile({"badge": "CD456"})
    second.choose_password(PASSWORD)
    assert second.signed_in_as == BO, second.errors
    assert user(BO).profile == {"badge": "CD456"}
    assert len(letters(BO)) == 1


@pytest.mark.one_front_end
def test_thirty_fields_are_shown_and_saved(front_end: str):
    answers = {f"answer{number}": f"value {number}" for number in range(27)}
    for key in answers:
        ask(key, "string", required=True)
    driver = awaiting_code(front_end, **answers)
    driver.submit_code()
    driver.choose_password(PASSWORD)
    assert user().profile == answers


def test_all_violations_are_reported_at_once_in_form_order(front_end: str):
    ask("age", "integer", required=True, minimum=18)
    sign_up_policy(password_page="first")
    driver = make(front_end)
    fill_in(driver, "not an address", firstName="", age="17", password="short")
    assert driver.errors == [
        (EMAIL, "registration.error.invalidLoginEmail"),
        ("userProfile.firstName", "model.validation.field.blank"),
        ("userProfile.age", "ssr.number.too_small"),
        ("credentials.passcode", "ssr.password.too_short"),
    ]
    assert driver.status in (400, 422)


def test_values_of_absent_fields_are_ignored(front_end: str):
    driver = awaiting_code(front_end)
    driver.submit_code()
    if front_end == "idx":
        driver = make(front_end)
        fill_in(driver, BO, title="Queen", login="somebody@else.example", is_staff=True)
        driver.submit_code()
    driver.choose_password(PASSWORD)
    made = User.objects.latest("id")
    assert made.profile == {}
    assert not made.is_staff
    assert made.login == driver.signed_in_as


@pytest.mark.one_front_end
@pytest.mark.parametrize("text", ["Ada\x00", "Ada\u202eabc", "a" * 51])
def test_implausible_name_is_refused(front_end: str, text: str):
    driver = make(front_end)
    fill_in(driver, firstName=text)
    assert [path for path, _ in driver.errors] == ["userProfile.firstName"]
    assert driver.status in (400, 422)


@pytest.mark.one_front_end
@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("ada@example.com", True),
        ("ada@EXAMPLE.COM", True),
        ("ada@sub.example.com", False),
        ("ada@example.org", False),
        ("ada@notexample.com", False),
    ],
)
def test_only_allowed_domains_may_sign_up(front_end: str, address: str, allowed: bool):
    sign_up_policy(allowed_domains="example.com")
    driver = make(front_end)
    fill_in(driver, address)
    assert (driver.step == "enroll-email") is allowed
    assert driver.errors == ([] if allowed else [(EMAIL, "ssr.email.domain_not_allowed")])


@pytest.mark.one_front_end
@pytest.mark.parametrize(
    ("address", "allowed"),
    [("ada@example.org", True), ("ada@mailinator.example", False), ("ada@a.b.mailinator.example", False)],
)
def test_denied_domains_and_those_below_them_may_not(front_end: str, address: str, allowed: bool):
    sign_up_policy(denied_domains="mailinator.example\nother.example")
    driver = make(front_end)
    fill_in(driver, address)
    assert (driver.step == "enroll-email") is allowed
