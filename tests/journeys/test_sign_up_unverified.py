"""Where the address need not be proved: in at once, a welcome mail, a link that may be followed or not."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import Event
from tests.actors import sign_up_policy
from tests.journeys.drivers import Driver, HostedDriver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.rows import everything
from tests.journeys.stories import ADA, BO, PASSWORD, fill_in, press, proofs_of, sign_in, user

pytestmark = pytest.mark.one_front_end


@pytest.fixture(autouse=True)
def _need_not_be_proved() -> None:
    sign_up_policy(email_verification=False, password_page="first")


def come_in(front_end: str, address: str = ADA) -> Driver:
    driver = make(front_end)
    fill_in(driver, address, password=PASSWORD)
    assert driver.signed_in_as == address
    return driver


@pytest.fixture
def ada() -> HostedDriver:
    driver = come_in("hosted")
    assert isinstance(driver, HostedDriver)
    return driver


def test_sign_up_opens_a_session_without_a_proved_address(front_end: str):
    driver = come_in(front_end)
    assert not user().email_verified
    assert user().is_claim
    assert proofs_of(driver) == ["password"]


def test_password_of_a_later_page_precedes_completion(front_end: str):
    sign_up_policy(password_page="later")
    driver = make(front_end)
    fill_in(driver)
    assert driver.step == "enroll-password"
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_the_welcome_mail_carries_a_link_and_no_code(front_end: str):
    come_in(front_end)
    (mail,) = letters(ADA)
    assert mail.code == ""
    assert "/flow/link/" in mail.link


def test_not_following_the_link_costs_nothing(front_end: str):
    with time_machine.travel(0, tick=False) as clock:
        come_in(front_end)
        clock.shift(timedelta(days=30))
        again = make(front_end)
        sign_in(again)
        assert again.signed_in_as == ADA


def test_following_the_link_while_signed_in_confirms_the_address(ada: HostedDriver):
    ada.open(newest(ADA).link)
    assert not user().email_verified
    press(ada)
    assert user().email_verified
    assert not user().is_claim
    assert ada.signed_in_as == ADA
    assert (
        Event.objects.filter(type="system.email.challenge_factor_redeemed", user_id=user().public_id).count()
        == 1
    )


def test_the_dashboard_asks_for_it_until_then(ada: HostedDriver):
    assert "Confirm your email." in ada.page.text
    ada.open(newest(ADA).link)
    press(ada)
    assert "Confirm your email." not in ada.page.text


def test_opening_it_changes_nothing(ada: HostedDriver):
    link, before = newest(ADA).link, everything()
    for _ in range(3):
        ada.open(link)
        ada.client.head(link.partition("8000")[2] or link)
    assert everything() == before


def test_stranger_with_the_link_must_sign_in_and_confirms_nothing(ada: HostedDriver, elsewhere: HostedDriver):
    elsewhere.open(newest(ADA).link)
    assert elsewhere.step == "identify"
    assert not user().email_verified


def test_a_stranger_cannot_post_it_either(ada: HostedDriver, elsewhere: HostedDriver):
    elsewhere.begin()
    token = elsewhere.page.all("input", name="csrfmiddlewaretoken")[0].get("value")
    path = newest(ADA).link.split("/", 3)[3]
    elsewhere.client.post(f"/{path}", {"csrfmiddlewaretoken": token, "form": "link"})
    assert not user().email_verified


def test_sign_in_from_the_link_returns_to_the_link(ada: HostedDriver, elsewhere: HostedDriver):
    elsewhere.open(newest(ADA).link)
    elsewhere.identify(ADA)
    elsewhere.password(PASSWORD)
    press(elsewhere)
    assert user().email_verified


def test_another_signed_in_user_confirms_nothing(ada: HostedDriver):
    link = newest(ADA).link
    bo = come_in("hosted", BO)
    assert isinstance(bo, HostedDriver)
    bo.open(link)
    assert bo.message_keys == ["ssr.signed_in_as_another"]
    token = bo.client.cookies[next(name for name in bo.client.cookies if "csrf" in name)].value
    bo.client.post(f"/{link.split('/', 3)[3]}", {"csrfmiddlewaretoken": token, "form": "link"})
    assert not user(ADA).email_verified
    assert not user(BO).email_verified


def test_the_link_works_for_seven_days_and_once(ada: HostedDriver):
    link = newest(ADA).link
    ada.open(link)
    press(ada)
    ada.open(link)
    assert ada.step == "signed-in"


def test_a_second_sign_up_for_the_address_has_to_prove_it(front_end: str):
    come_in(front_end)
    second = make(front_end)
    fill_in(second, password=PASSWORD)
    assert second.step == "enroll-email"
    assert newest(ADA).code
