"""Later questions in the administration: the affected users are shown before anything is saved."""

import pytest
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.models import Origin, User
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.selectors import policy_for
from tests.administration.desk import Desk
from tests.administration.test_enrollment_policies import page_of, row

pytestmark = pytest.mark.django_db

PAGE = "Default policy"
ON = {"progressive": "on"}


def make_user(name: str, status: Status = Status.ACTIVE, **profile: object) -> User:
    now = timezone.now()
    return User.objects.create(
        login=f"{name}@example.com",
        email=f"{name}@example.com",
        first_name=name,
        last_name="Okafor",
        profile=profile,
        status=status.value,
        origin=Origin.IMPORT,
        created_at=now,
    )


def town(**more: str) -> dict[str, object]:
    """Return what asks for the town later, and only later."""
    return ON | row(3, "city", 40, **{"at_sign_up": "", "at_sign_in": "on", **more})


def saved() -> ProfileEnrollmentPolicy:
    return ProfileEnrollmentPolicy.objects.get(name=PAGE)


def confirm(desk: Desk, changes: dict[str, object]) -> None:
    desk.save(page_of(PAGE), changes | {"confirmed": "yes"})


def test_affected_users_are_shown_before_a_confirmed_save(desk, members):
    make_user("ada")
    make_user("bo", city="Cork")
    make_user("gone", Status.SUSPENDED)

    asked = desk.save(page_of(PAGE), town())

    # The administrator has neither name nor town.
    assert f"{members + 2} of {members + 3} users would be asked" in asked.text
    assert "First name 1, Last name 1" in asked.text
    assert f"City {members + 2}" in asked.text
    assert 'name="form_fields-3-attribute"' in asked.text
    assert (saved().progressive, saved().form_fields.count()) == (False, 3)

    confirm(desk, town())

    policy = policy_for(saved().pk)
    assert (policy.progressive, policy.items[-1].at_sign_up, policy.items[-1].at_sign_in) == (
        True,
        False,
        True,
    )


def test_change_without_new_questions_needs_no_confirmation(desk, members):
    make_user("ada")
    confirm(desk, town())

    desk.save(page_of(PAGE), {"most_questions": "2"})
    assert saved().most_questions == 2

    asked = desk.save(page_of(PAGE), row(4, "nickName", 50))
    assert f"Nickname {members + 2}" in asked.text
    assert saved().form_fields.count() == 4


def test_the_sentence_tells_the_numbers_while_the_form_is_filled_in(desk, members):
    make_user("ada")
    page = desk.get(page_of(PAGE)).content.decode()
    assert "would be asked" not in page

    data = {
        "name": PAGE,
        "form_fields-TOTAL_FORMS": "1",
        "form_fields-INITIAL_FORMS": "0",
        "most_questions": "3",
        "skip_limit": "3",
        "skip_cool_down_days": "0",
        **ON,
        **row(0, "city", 20, at_sign_in="on"),
    }
    answer = desk.client.post("/admin/enrollment/profileenrollmentpolicy/effect/?id=", data)

    said = answer.json()["text"]
    assert "up to 3 missing fields" in said
    assert f"{members + 2} of {members + 2} users would be asked" in said
    assert f"Missing values: City {members + 2}." in said


def test_page_with_later_questions_names_the_affected_users(desk, members):
    confirm(desk, town())

    shown = desk.open(page_of(PAGE)).text

    assert f"{members + 1} of {members + 1} users would be asked when" in shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"most_questions": "0"}, "most_questions"),
        ({"most_questions": "11"}, "most_questions"),
        ({"skip_limit": "101"}, "skip_limit"),
        ({"skip_cool_down_days": "4000"}, "skip_cool_down_days"),
    ],
)
def test_a_number_beyond_sense_is_refused_at_its_field(desk, changes, field):
    shown = desk.save(page_of(PAGE), changes)

    assert "Enter a number from" in shown.error_at(field)


def test_field_on_no_form_is_refused(desk):
    shown = desk.save(page_of(PAGE), town(at_sign_in=""))

    assert "The form never asks for" in shown.text
    assert saved().form_fields.count() == 3


def test_the_email_is_on_the_sign_up_page_whatever_is_posted(desk):
    desk.save(page_of(PAGE), {"form_fields-0-at_sign_up": ""})

    assert saved().form_fields.get(attribute__key="email").at_sign_up
