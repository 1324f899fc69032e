"""Sign-up with the address proved by the link, in the browser that started it."""

import pytest

from accounts.models import Challenge, Event
from flows.domain.transaction import Intent
from flows.models import Transaction
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.rows import everything
from tests.journeys.stories import ADA, PASSWORD, awaiting_code, has_no_holder, press, proofs_of, signed_up


@pytest.fixture
def waiting() -> HostedDriver:
    """The tab in which the sign-up waits for the proof."""
    tab = awaiting_code("hosted")
    assert isinstance(tab, HostedDriver)
    return tab


def second_tab(first: HostedDriver) -> HostedDriver:
    """Return another tab of the same browser: the cookies are the same."""
    tab = HostedDriver()
    tab.client = first.client
    return tab


def test_opening_the_link_changes_nothing(waiting: HostedDriver):
    link = newest(ADA).link
    before = everything()
    tab = second_tab(waiting)
    tab.open(link)
    assert tab.status == 200
    assert everything() == before
    waiting.poll()
    assert waiting.step == "enroll-email"


def test_the_button_behind_the_link_proves_the_address(waiting: HostedDriver):
    tab = second_tab(waiting)
    tab.open(newest(ADA).link)
    press(tab)
    assert tab.step == "enroll-password"
    assert Challenge.objects.get().used_at is not None
    tab.choose_password(PASSWORD)
    assert tab.signed_in_as == ADA
    assert proofs_of(tab) == ["email", "password"]


def test_the_form_sends_itself_where_scripts_run(waiting: HostedDriver):
    tab = second_tab(waiting)
    tab.open(newest(ADA).link)
    (form,) = [form for form in tab.page.all("form") if "data-send" in form.attrs]
    assert form.get("method") == "post"


def test_the_waiting_tab_moves_on_by_its_poll(waiting: HostedDriver):
    waiting.poll()
    assert waiting.step == "enroll-email"
    tab = second_tab(waiting)
    tab.open(newest(ADA).link)
    press(tab)
    waiting.poll()
    assert waiting.step == "enroll-password"
    waiting.choose_password(PASSWORD)
    assert waiting.signed_in_as == ADA


def test_when_the_second_tab_has_finished_the_waiting_one_goes_home(waiting: HostedDriver):
    tab = second_tab(waiting)
    tab.open(newest(ADA).link)
    press(tab)
    tab.choose_password(PASSWORD)
    waiting.poll()
    assert waiting.step == "signed-in"


def test_following_the_link_again_leads_to_where_the_sign_up_is(waiting: HostedDriver):
    tab, link = second_tab(waiting), newest(ADA).link
    tab.open(link)
    press(tab)
    tab.open(link)
    assert tab.step == "enroll-password"
    assert Event.objects.filter(type="system.email.challenge_factor_redeemed").count() == 1


def test_pressing_twice_proves_once(waiting: HostedDriver):
    first, second = second_tab(waiting), second_tab(waiting)
    first.open(newest(ADA).link)
    second.open(newest(ADA).link)
    press(first)
    press(second)
    assert second.step == "enroll-password"
    assert second.status == 200
    assert Event.objects.filter(type="system.email.challenge_factor_redeemed").count() == 1


def test_the_code_is_dead_once_the_link_is_used(waiting: HostedDriver):
    code = newest(ADA).code
    tab = second_tab(waiting)
    tab.open(newest(ADA).link)
    press(tab)
    waiting.submit_code(code)
    assert waiting.status == 409
    assert waiting.step == "enroll-password"
    assert waiting.message_keys == ["ssr.form.outdated"]


def test_link_does_not_open_another_sign_up_of_the_same_browser(waiting: HostedDriver):
    link = newest(ADA).link
    other = second_tab(waiting)
    other.begin(Intent.SIGN_UP)
    other.submit_profile({"email": "bo@example.org", "firstName": "Bo", "lastName": "Lindqvist"})
    tab = second_tab(waiting)
    tab.open(link)
    press(tab)
    other.poll()
    assert other.step == "enroll-email"
    waiting.poll()
    assert waiting.step == "enroll-password"
    assert has_no_holder("bo@example.org")


def test_link_is_used_after_completion():
    driver = signed_up("hosted")
    assert isinstance(driver, HostedDriver)
    link = newest(ADA).link
    driver.open(link)
    assert driver.step in ("ended", "signed-in")
    assert Transaction.objects.count() == 1
