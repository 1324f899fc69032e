"""Lockout counts before anything is compared: no crowd of guesses gets one more than the policy says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from accounts.credentials import lockout
from accounts.credentials.lockout import AttemptCounter, clear, count_attempt
from accounts.domain.lifecycle import Status
from accounts.lifecycle import notices
from accounts.models import Event, OutboxMail, PasswordFailures, RememberedDevice, User
from accounts.sessions import devices
from tests.actors import a_user
from tests.races.together import at_once, beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = datetime(2027, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)
ADA = "ada@example.com"


@dataclass(frozen=True)
class Rules:
    attempts: int = 10
    unlock_after: timedelta | None = timedelta(minutes=15)


def guess(_number=0, *, known=False, now=NOW):
    return count_attempt(AttemptCounter(ADA, known), Rules(), now)


def test_of_twenty_guesses_at_once_exactly_ten_are_compared_and_one_locks():
    answers = at_once(guess, 20)
    assert sum(answer.allowed for answer in answers) == 10
    assert sum(answer.just_locked for answer in answers) == 1
    assert PasswordFailures.objects.count() == 1


def test_when_a_lock_opens_twenty_at_once_get_exactly_ten_more():
    at_once(guess, 20)
    later = NOW + timedelta(minutes=15)
    assert sum(answer.allowed for answer in at_once(lambda n: guess(n, now=later), 20)) == 10
    assert PasswordFailures.objects.get().total == 20


def test_twenty_strangers_leave_the_users_trusted_browser_its_ten_attempts():
    own = beside(*[guess] * 20, *[lambda: guess(known=True)] * 5)[20:]
    assert all(answer.allowed and not answer.just_locked for answer in own)


def test_a_right_password_among_wrong_ones_never_goes_wrong():
    beside(lambda: clear(AttemptCounter(ADA)), *[guess] * 19)
    assert PasswordFailures.objects.count() <= 1


def test_account_is_locked_once_and_notified_once():
    user = a_user(ADA)
    assert sum(at_once(lambda _: lockout.lock_account(user.pk, NOW), 20)) == 1
    assert Event.objects.filter(type="user.account.lock").count() == 1
    assert User.objects.get().security_epoch == user.security_epoch + 1


def test_locks_at_the_same_moment_are_one_mail():
    user = a_user(ADA)
    request_client = notices.RequestClient("Firefox on Linux", "192.0.2.1")
    told = at_once(lambda _: notices.notify_of_lock(user, request_client, NOW, trusted=False, until=None), 20)
    assert sum(told) == OutboxMail.objects.count() == 1


def test_an_account_whose_time_is_over_opens_once():
    user = a_user(ADA, status=Status.LOCKED_OUT)
    opened = at_once(lambda _: lockout.unlock_if_due(User.objects.get(pk=user.pk), NOW), 20)
    assert sum(opened) == Event.objects.filter(type="user.account.unlock").count() == 1


def test_twenty_sign_ins_at_once_in_one_browser_are_one_remembered_device():
    user = a_user(ADA)
    at_once(lambda n: devices.remember(user, "laptop", NOW, further_factor=n == 7), 20)
    assert RememberedDevice.objects.get().further_factor_at == NOW
