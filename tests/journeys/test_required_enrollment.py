"""A sign-in that demands another authenticator names who wants it, and can be left."""

import pytest

from tests.actors import PASSWORD, a_user
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import an_app
from tests.journeys.drivers import HostedDriver
from tests.journeys.policy_settings import app_wants, protection
from tests.journeys.stories import ADA, at_password

pytestmark = pytest.mark.django_db


def exits_of(driver: HostedDriver) -> list[str]:
    return [a.get("href") for a in driver.page.all("a") if a.text == "Cancel"]


def test_required_set_up_for_an_app_names_it_and_has_an_exit():
    a_user(ADA, PASSWORD)
    app_wants(factors=2, phishing_resistant=True)
    driver = FromAppHosted(an_app())
    driver.begin()
    driver.identify(ADA)
    driver.password(PASSWORD)
    while driver.step == "challenge-email":
        driver.submit_code()
    assert driver.step == "select-enroll" or driver.step.startswith("enroll-")
    assert "Payroll needs another sign-in method to confirm it’s you" in driver.words
    assert "cancel" in driver.forms


@pytest.mark.parametrize("known", [True, False])
def test_wrong_password_marks_the_field_and_shows_the_alternative(known: bool):
    protection(hide_at_sign_in=True)
    if known:
        a_user(ADA, PASSWORD)
    driver = HostedDriver()
    at_password(driver)
    driver.password("not the password at all")
    (box,) = driver.page.all("input", name="credentials.passcode")
    assert box.get("aria-invalid") == "true"
    described = box.get("aria-describedby").split()
    (line,) = [line.text for summary in driver.page.classed("summary") for line in summary.all("li")]
    assert any(line in element.text for one in described for element in driver.page.all(id=one))
    (details,) = [one for one in driver.page.all("details") if "Try another way" in one.text]
    assert "open" in details.attrs
