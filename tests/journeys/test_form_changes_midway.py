"""The administrator changes the form while users fill it in: they keep the form that they began with."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import ProfileAttribute
from enrollment.models import EnrollmentFormField, FormEdition
from enrollment.services import delete_policy, purge_editions, save_policy
from flows.domain.transaction import Intent
from tests.journeys.admin_actions import ask, policy
from tests.journeys.drivers import Driver, make
from tests.journeys.stories import ADA, BO, PASSWORD, fill_in, user

TEAMS = [{"value": "ops", "title": "Operations"}, {"value": "shop", "title": "Shop floor"}]
OFFERED = "model.validation.field.value.not.allowed"


@pytest.fixture(autouse=True)
def form(db: None) -> None:
    ask("team", "choice", options=TEAMS)
    ask("hobby", "string")


def save(*, drop: str = "", **columns: object) -> None:
    """Save the form as an administrator does: without a field, and with these columns of ``hobby``."""
    row = policy()
    fields = [field for field in row.form_fields.select_related("attribute") if field.attribute.key != drop]
    for field in fields:
        for name, value in columns.items() if field.attribute.key == "hobby" else ():
            setattr(field, name, value)
    save_policy(row, fields, (), actor=None, now=timezone.now())


def add(key: str) -> None:
    """Require one attribute more."""
    row = policy()
    attribute = ProfileAttribute.objects.get(key=key)
    more = EnrollmentFormField(attribute=attribute, required=True, position=900)
    fields = [*row.form_fields.select_related("attribute"), more]
    save_policy(row, fields, (), actor=None, now=timezone.now())


def looking(front_end: str) -> Driver:
    driver = make(front_end)
    driver.begin(Intent.SIGN_UP)
    return driver


def finish(driver: Driver) -> None:
    driver.submit_code()
    driver.choose_password(PASSWORD)


NAMES = {"email": ADA, "firstName": "Ada", "lastName": "Okafor"}


@pytest.mark.postgres
def test_form_that_was_shown_is_the_form_that_is_taken(front_end: str):
    driver = looking(front_end)
    add("city")
    save(required=True, required_message="Tell us.")
    driver.submit_profile({**NAMES, "team": "ops", "hobby": ""})
    assert driver.step == "enroll-email", driver.errors
    finish(driver)
    assert user().profile == {"team": "ops"}
    other = make(front_end)
    fill_in(other, BO)
    assert {path for path, _ in other.errors} == {"userProfile.city", "userProfile.hobby"}


@pytest.mark.postgres
def test_pages_in_progress_stay_as_they_were(front_end: str):
    save(new_page=True, page_title="Spare time")
    driver = looking(front_end)
    driver.submit_profile({**NAMES, "team": "ops"})
    save(new_page=False, required=True)
    add("city")
    assert "back" in driver.forms
    driver.submit_profile({"hobby": ""})
    assert driver.step == "enroll-email", driver.errors
    finish(driver)
    assert user().profile == {"team": "ops"}


def test_field_that_was_dropped_is_still_taken(front_end: str):
    driver = looking(front_end)
    save(drop="hobby")
    driver.submit_profile({**NAMES, "team": "ops", "hobby": "Chess"})
    finish(driver)
    assert user().profile == {"team": "ops", "hobby": "Chess"}


def test_schema_of_today_decides_over_a_kept_form(front_end: str):
    driver = looking(front_end)
    save(drop="hobby")
    ProfileAttribute.objects.get(key="hobby").delete()
    ProfileAttribute.objects.filter(key="team").update(options=TEAMS[1:])
    raise_version()
    values = {**NAMES, "team": "ops"}
    driver.submit_profile(values)
    assert driver.errors == [("userProfile.team", OFFERED)]
    driver.submit_profile({**values, "team": "shop"})
    finish(driver)
    assert user().profile == {"team": "shop"}


def test_option_that_goes_before_the_end_is_chosen_again(front_end: str):
    driver = looking(front_end)
    driver.submit_profile({**NAMES, "team": "ops", "hobby": "Chess"})
    save(drop="hobby")
    ProfileAttribute.objects.filter(key="team").update(options=TEAMS[1:])
    raise_version()
    finish(driver)
    assert driver.errors == [("userProfile.team", OFFERED)]
    driver.submit_profile({"team": "shop"})
    driver.choose_password(PASSWORD)
    assert user().profile == {"team": "shop", "hobby": "Chess"}


@pytest.mark.one_front_end
def test_form_of_an_hour_ago_and_an_unknown_one_are_not_taken(front_end: str):
    driver, other = looking("hosted"), looking("hosted")
    add("city")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        driver.submit_profile(NAMES)
        assert driver.errors == [("userProfile.city", "model.validation.field.blank")]
    profile = {f"userProfile.{key}": value for key, value in NAMES.items()}
    for unknown in ("0" * 32, "x" * 32, "x", ""):
        other.send("enroll-profile", {"edition": unknown, **profile})
        assert other.errors == [("userProfile.city", "model.validation.field.blank")]


def test_forms_that_no_one_can_have_begun_with_are_deleted(db: None):
    now = timezone.now()
    add("city")
    save(required=True)
    save(required=True)
    assert FormEdition.objects.count() == 2
    assert (purge_editions(now + timedelta(hours=23)), purge_editions(now + timedelta(hours=25))) == (0, 2)


def test_form_of_a_deleted_policy_is_kept(db: None):
    row = policy()
    row.pk, row.public_id, row.name, row.is_default = None, "other", "Other", False
    save_policy(row, (), (), actor=None, now=timezone.now())
    delete_policy(row, actor=None, now=timezone.now())
    assert FormEdition.objects.get().policy_public_id == "other"
