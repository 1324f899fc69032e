"""A form that is saved while users fill it in: each is held to the form that they saw."""

import pytest
from django.utils import timezone

from accounts.models import ProfileAttribute, User
from enrollment.models import EnrollmentFormField, FormEdition, ProfileEnrollmentPolicy
from enrollment.services import save_policy
from flows.domain.transaction import Intent
from tests.actors import sign_up_policy
from tests.journeys.drivers import FRONT_ENDS, Driver, make
from tests.races.together import beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
USERS, SAVES = 4, 6


def save(*, asks: bool) -> None:
    """Require the city on a second page, or ask for the names alone."""
    row = ProfileEnrollmentPolicy.objects.get(is_default=True)
    fields = [field for field in row.form_fields.select_related("attribute") if field.attribute.key != "city"]
    if asks:
        city = ProfileAttribute.objects.get(key="city")
        fields.append(EnrollmentFormField(attribute=city, required=True, position=900, new_page=True))
    save_policy(row, fields, (), actor=None, now=timezone.now())


def toggle() -> None:
    for number in range(SAVES):
        save(asks=number % 2 == 0)


def sign_up(front_end: str, number: int) -> Driver:
    driver = make(front_end, ip_address=f"198.51.100.{number + 1}")
    driver.begin(Intent.SIGN_UP)
    names = {"email": f"{front_end}{number}@example.com", "firstName": "Ada", "lastName": "Okafor"}
    driver.submit_profile(names)
    # The second page comes only for those who saw the form that has one.
    if "back" in driver.forms:
        driver.submit_profile({"city": "Cork"})
    return driver


def test_no_user_is_refused_while_the_form_is_saved():
    sign_up_policy(email_verification=False, password_page="later")

    def many(front_end: str, first: int) -> list[Driver]:
        return [sign_up(front_end, first + number) for number in range(USERS)]

    works = [
        lambda name=name, first=first: many(name, first)
        for first, name in zip((0, 50), FRONT_ENDS, strict=True)
    ]
    *drivers, _none = beside(*works, toggle)
    assert [driver.step for users in drivers for driver in users] == ["enroll-password"] * USERS * 2
    assert not User.objects.exists()
    assert FormEdition.objects.count() == 2
