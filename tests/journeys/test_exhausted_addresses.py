"""Strangers who use up the mails of an address keep its owner neither from signing up nor from recovery."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import F

from accounts.credentials import challenges
from accounts.domain.codes import Sending
from accounts.models import Challenge
from flows import engine
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import FrontEnd, Intent
from flows.step_submission import Kind
from tests.actors import (
    Browser,
    a_user,
    mails_to,
    newest_code,
    passcode,
    profile,
    sign_up_policy,
)
from tests.journeys.drivers import WRONG, Driver, make
from tests.journeys.mailbox import letters, newest
from tests.journeys.stories import ADA, PASSWORD, fill_in, recovering

pytestmark = [pytest.mark.postgres, pytest.mark.one_database]

NETWORKS = 5
USE_NEWEST = "ssr.mail.use_newest"


def attack() -> None:
    """Ask for everything there is, from several networks, and guess as often as anyone can.

    At the engine's own interface, where both front ends lead: no one looks at these hundreds of pages.
    """
    for number in range(NETWORKS * 2):
        stranger = Browser(ip_address=f"203.0.113.{number % NETWORKS}")
        stranger.sign_up(ADA)
        for _ in range(5):
            if not stranger.open_id or stranger.step().name is not StepName.ENROLL_EMAIL:
                break
            stranger.answer(FormName.ENROLL_AUTHENTICATOR, passcode(WRONG))
    letters(ADA)


def guess(stranger: Driver) -> None:
    """Give five wrong codes, as many as one challenge takes; the page has no field afterwards."""
    for _ in range(5):
        if stranger.step != "enroll-email" or stranger.status == 429:
            return
        stranger.submit_code(WRONG)


def owner(front_end: str, hour: int) -> Driver:
    return make(front_end, ip_address=f"198.51.100.{hour + 1}")


@pytest.mark.one_front_end
@pytest.mark.parametrize("hour", [0, 2, 11])
def test_sign_up_succeeds_after_any_requests_of_strangers(
    front_end: str, hour: int, clock: time_machine.Traveller
):
    for _ in range(hour + 1):
        attack()
        clock.shift(timedelta(hours=1))
    assert len(letters(ADA)) >= 5
    assert Challenge.objects.filter(attempts=F("max_attempts")).exists()
    clock.shift(timedelta(minutes=-20))
    ada = owner(front_end, hour)
    fill_in(ada)
    assert ada.step == "enroll-email", ada.errors
    ada.submit_code(newest(ADA).code)
    ada.choose_password(PASSWORD)
    assert ada.signed_in_as == ADA


def use_up_sign_ups(front_end: str) -> None:
    for number in range(6):
        fill_in(make(front_end, ip_address=f"203.0.113.{number}"))


def test_page_names_the_working_code_when_no_mail_was_sent(front_end: str):
    use_up_sign_ups(front_end)
    ada = make(front_end)
    fill_in(ada)
    assert len(letters(ADA)) == 5
    assert USE_NEWEST in ada.message_keys


def test_mailed_code_works_once_in_any_browser(front_end: str):
    use_up_sign_ups(front_end)
    first, second = make(front_end), make(front_end, ip_address="198.51.100.8")
    fill_in(first)
    fill_in(second)
    code = newest(ADA).code
    first.submit_code(code)
    assert first.step == "enroll-password"
    second.submit_code(code)
    assert second.step == "enroll-email"


def test_only_the_newest_code_works(front_end: str):
    use_up_sign_ups(front_end)
    codes = [letter.code for letter in letters(ADA)]
    ada = make(front_end)
    fill_in(ada)
    ada.submit_code(codes[0])
    assert ada.step == "enroll-email"
    ada.submit_code(codes[-1])
    assert ada.step == "enroll-password"


def test_guesses_elsewhere_leave_the_attempts_of_its_own_browser(front_end: str):
    ada = make(front_end)
    fill_in(ada)
    for number in range(4):
        fill_in(make(front_end, ip_address=f"203.0.113.{number}"))
    stranger = make(front_end, ip_address="203.0.113.99")
    fill_in(stranger)
    guess(stranger)
    used = Challenge.objects.filter(mailed=True).values_list("attempts", flat=True)
    assert set(used) == {0}
    guesses = Challenge.objects.get(mailed=False)
    assert guesses.attempts == guesses.max_attempts


@pytest.mark.one_front_end
def test_recovery_goes_on_with_a_live_code_only(front_end: str, clock: time_machine.Traveller):
    a_user(ADA, PASSWORD)
    for number in range(5):
        recovering(make(front_end, ip_address=f"203.0.113.{number}"))
    ada = make(front_end)
    recovering(ada)
    assert USE_NEWEST in ada.message_keys
    ada.submit_code(newest(ADA).code)
    assert ada.step == "reset-password"
    clock.shift(timedelta(minutes=11))
    late = make(front_end)
    late.begin(Intent.RECOVER)
    late.identify(ADA)
    assert late.message_keys == ["ssr.mail.too_many"]
    assert late.retry_after == 49 * 60


def without_a_mail() -> Browser:
    """Sign up in a browser after others have used up the mails of the address."""
    for number in range(5):
        Browser(ip_address=f"203.0.113.{number}").sign_up(ADA)
    browser = Browser()
    assert browser.sign_up(ADA).step.messages
    return browser


@pytest.mark.django_db
def test_second_press_shows_where_the_first_led_after_a_continued_code(monkeypatch: pytest.MonkeyPatch):
    sign_up_policy()
    browser = without_a_mail()
    compare, code = challenges.code_is_right, newest_code(ADA)
    newest = Challenge.objects.filter(mailed=True).latest("sent_at")
    Challenge.objects.filter(mailed=True).exclude(pk=newest.pk).update(used_at=newest.sent_at)

    def first_press_comes_between(sending: Sending, given: str) -> bool:
        monkeypatch.setattr(challenges, "code_is_right", compare)
        assert browser.prove(ADA).kind is Kind.ADVANCED
        return compare(sending, given)

    monkeypatch.setattr(challenges, "code_is_right", first_press_comes_between)
    second = browser.answer(FormName.ENROLL_AUTHENTICATOR, passcode(code))
    assert (second.kind, second.step.name) == (Kind.OUTDATED, StepName.ENROLL_PASSWORD)


@pytest.mark.django_db
def test_rule_that_changes_at_completion_sends_no_mail_beyond_the_share():
    sign_up_policy()
    without_a_mail()
    sign_up_policy(email_verification=False, password_page="first")
    late = Browser(ip_address="198.51.100.9")
    opened = engine.open_new(engine.FlowStart(FrontEnd.HOSTED, Intent.SIGN_UP), late.client)
    sign_up_policy(email_verification=True)
    form = {**profile(ADA), **passcode(PASSWORD)}
    outcome = engine.submit(opened, FormName.ENROLL_PROFILE, form, late.binding)
    assert outcome.step.name is StepName.ENROLL_EMAIL, outcome
    assert (len(mails_to(ADA)), outcome.transaction.mails_sent) == (5, 0)
