"""Opening sign-up in a browser that is signed in."""

import pytest

from accounts.models import User
from tests.actors import PASSWORD, a_user, sign_up_policy
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import an_app
from tests.journeys.hosted import HostedDriver

ADA = "ada@example.com"


@pytest.fixture
def signed_in() -> HostedDriver:
    sign_up_policy()
    a_user(ADA, PASSWORD)
    driver = HostedDriver()
    driver.open("/signin")
    driver.identify(ADA)
    driver.password(PASSWORD)
    return driver


def test_signed_in_user_sees_a_notice_instead_of_the_sign_up_form(signed_in: HostedDriver):
    signed_in.open("/signup")
    assert signed_in.url == "/me/"
    assert f"already signed in as {ADA}" in signed_in.words
    signed_in.open("/me/")
    assert "already signed in" not in signed_in.words


def test_signed_in_user_goes_on_to_where_the_sign_up_was_to_lead(signed_in: HostedDriver):
    signed_in.open("/signup?next=/me/profile")
    assert signed_in.url == "/me/profile"
    signed_in.open("/signup?next=https://evil.example/")
    assert signed_in.url == "/me/"


def test_app_that_asks_for_a_new_account_still_gets_the_form(signed_in: HostedDriver):
    user = FromAppHosted(an_app())
    user.client.cookies = signed_in.client.cookies
    user.begin(prompt="create")
    assert user.step == "enroll-profile"


def test_signed_out_user_signs_up_as_ever(signed_in: HostedDriver):
    other = HostedDriver()
    other.open("/signup")
    assert other.step == "enroll-profile"
    assert User.objects.count() == 1
