"""Lockout: what counts, what locks, what unlocks, and who can lock which account."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from accounts.credentials import lockout
from accounts.credentials.lockout import (
    MAX_IN_A_ROW,
    AttemptCounter,
    AttemptResult,
    LockState,
    clear,
    count_attempt,
)
from accounts.domain.lifecycle import Action, Status
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Event, PasswordFailures, User
from tests.actors import a_user
from tests.visitor import recorded

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, 123456, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
ADA = "ada@example.com"
OWN, STRANGERS = AttemptCounter(ADA, trusted=True), AttemptCounter(ADA)


@dataclass(frozen=True)
class Rules:
    """What a password policy says."""

    attempts: int = 10
    unlock_after: timedelta | None = QUARTER


def tries(counter=STRANGERS, times=1, rules=Rules(), now=NOW):
    return [count_attempt(counter, rules, now) for _ in range(times)]


def lock(counter=STRANGERS, rules=Rules(), now=NOW):
    return tries(counter, rules.attempts, rules, now)[-1]


def the_event(type="user.account.lock"):
    return Event.objects.get(type=type)


@pytest.mark.postgres
def test_the_tenth_password_is_still_compared_and_locks_when_it_is_wrong():
    answers = tries(times=11)
    assert answers[:9] == [AttemptResult(True)] * 9
    assert answers[9] == AttemptResult(True, just_locked=True, until=NOW + QUARTER)
    assert answers[10] == AttemptResult(False, just_locked=False, until=NOW + QUARTER)


@pytest.mark.postgres
def test_a_right_tenth_password_clears_the_purse():
    lock()
    clear(STRANGERS)
    assert tries() == [AttemptResult(True)]


@pytest.mark.postgres
def test_a_policy_of_one_attempt_locks_at_the_first():
    assert tries(rules=Rules(attempts=1))[0].just_locked


@pytest.mark.postgres
def test_a_stranger_cannot_lock_out_a_known_device():
    for hour in range(MAX_IN_A_ROW):
        tries(times=20, now=NOW + timedelta(hours=hour))
    assert not tries()[0].allowed
    assert tries(OWN) == [AttemptResult(True)]


def test_another_users_address_has_its_own_counters():
    lock()
    assert tries(AttemptCounter("eve@example.com")) == [AttemptResult(True)]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("later", "allowed"),
    [(QUARTER - timedelta(seconds=1), False), (QUARTER, True), (timedelta(days=400), True)],
)
def test_a_lock_opens_when_its_time_is_over_and_not_before(later, allowed):
    lock()
    assert tries(now=NOW + later)[0].allowed is allowed


def test_a_run_begins_again_when_a_lock_has_opened():
    lock()
    answers = tries(times=10, now=NOW + QUARTER)
    assert [answer.just_locked for answer in answers] == [False] * 9 + [True]
    assert answers[-1].until == NOW + 2 * QUARTER


def test_a_clock_that_jumps_back_neither_opens_a_lock_nor_fails():
    lock()
    assert not tries(now=NOW - timedelta(days=1))[0].allowed


def test_attempts_that_are_refused_do_not_make_a_lock_longer():
    lock()
    tries(times=50, now=NOW + timedelta(minutes=14))
    assert tries(now=NOW + QUARTER)[0].allowed


def test_a_lock_without_a_time_stays():
    assert lock(rules=Rules(unlock_after=None)) == AttemptResult(True, just_locked=True, until=None)
    assert tries(now=NOW + timedelta(days=4000)) == [AttemptResult(False)]


@pytest.mark.postgres
@pytest.mark.parametrize("rules", [Rules(), Rules(attempts=0), Rules(attempts=0, unlock_after=None)])
def test_hundredth_failure_in_a_row_locks_until_reset_under_any_policy(rules):
    compared = [tries(rules=rules, now=NOW + turn * QUARTER)[0] for turn in range(150)]
    assert [one.allowed for one in compared] == [True] * MAX_IN_A_ROW + [False] * 50
    assert compared[MAX_IN_A_ROW - 1] == AttemptResult(True, just_locked=True, until=None)
    assert not tries(now=NOW + timedelta(days=4000))[0].allowed


def test_a_policy_that_never_locks_does_not_lock_before_the_hundredth():
    answers = tries(times=MAX_IN_A_ROW - 1, rules=Rules(attempts=0))
    assert not any(answer.just_locked for answer in answers)


def test_a_right_password_ends_the_run_of_a_hundred():
    tries(times=99, rules=Rules(attempts=0))
    clear(STRANGERS)
    assert not tries(rules=Rules(attempts=0))[0].just_locked


def test_a_policy_made_stricter_meanwhile_locks_at_the_next_wrong_one():
    tries(times=7)
    assert tries(rules=Rules(attempts=5))[0].just_locked


def test_counting_is_one_statement_for_known_and_unknown_users():
    a_user(ADA)
    for address in (ADA, "nobody@example.com"):
        with recorded() as statements:
            tries(AttemptCounter(address))
        assert [one.kind for one in statements] == ["INSERT accounts_passwordfailures"]


def test_row_does_not_identify_its_user():
    tries()
    key = PasswordFailures.objects.get().key
    assert ("ada" in key, len(key)) == (False, 64)


@pytest.mark.postgres
def test_locked_accounts_are_listed_for_administrators():
    lock(OWN, Rules(unlock_after=None))
    lock(STRANGERS)
    tries(AttemptCounter("eve@example.com"))
    found = lockout.lock_state([ADA, "eve@example.com"], NOW)
    assert set(found) == {ADA}
    assert found[ADA].untrusted == NOW + QUARTER
    assert lockout.is_forever(found[ADA].trusted)
    assert lockout.lock_state([ADA], NOW + QUARTER)[ADA] == LockState(trusted=found[ADA].trusted)


@pytest.mark.postgres
def test_an_account_that_is_locked_loses_its_sessions_and_the_log_says_so():
    user = a_user(ADA)
    assert lockout.lock_account(user.pk, NOW, transaction_id="t")
    locked = User.objects.get(pk=user.pk)
    assert (locked.status, locked.security_epoch) == (Status.LOCKED_OUT, user.security_epoch + 1)
    event = the_event()
    assert (event.user_id, event.detail, event.transaction_id) == (user.public_id, {}, "t")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ACTIVE}))
def test_only_an_active_account_is_locked(status):
    user = a_user(ADA, status=status)
    assert not lockout.lock_account(user.pk, NOW)
    assert User.objects.get(pk=user.pk).status == status


def test_strangers_who_are_locked_out_leave_account_and_sessions_alone():
    user = a_user(ADA)
    lockout.record_untrusted_lock(user.public_id, NOW)
    after = User.objects.get(pk=user.pk)
    assert (after.status, after.security_epoch) == (Status.ACTIVE, user.security_epoch)
    assert the_event().detail == {"variant": "strangers"}


def locked_user(rules=Rules()):
    user = a_user(ADA)
    lock(OWN, rules)
    lockout.lock_account(user.pk, NOW)
    user.refresh_from_db()
    return user


@pytest.mark.postgres
def test_an_account_opens_by_itself_when_its_time_is_over():
    user = locked_user()
    assert not lockout.unlock_if_due(user, NOW + QUARTER - timedelta(seconds=1))
    assert lockout.unlock_if_due(user, NOW + QUARTER)
    assert user.status == Status.ACTIVE
    assert the_event("user.account.unlock").detail == {"variant": "time"}
    assert not lockout.unlock_if_due(user, NOW + QUARTER)


def test_lock_without_end_waits_for_a_reset():
    user = locked_user(Rules(unlock_after=None))
    assert not lockout.unlock_if_due(user, NOW + timedelta(days=4000))


def test_stale_reader_does_not_unlock_a_second_time():
    user = locked_user()
    lockout.unlock_if_due(User.objects.get(pk=user.pk), NOW + QUARTER)
    assert not lockout.unlock_if_due(user, NOW + QUARTER)


def test_an_administrator_who_unlocks_clears_both_purses():
    user, admin = locked_user(), a_user("bo@example.com")
    lock(STRANGERS)
    perform(Action.UNLOCK, user.pk, actor=admin, now=NOW)
    assert User.objects.get(pk=user.pk).status == Status.ACTIVE
    assert not PasswordFailures.objects.exists()


def test_new_holder_of_a_deactivated_users_address_has_no_lock():
    user = locked_user()
    perform(Action.DEACTIVATE, user.pk, actor=None, now=NOW)
    assert not PasswordFailures.objects.exists()


def test_old_runs_are_deleted_but_not_locks_that_await_a_reset():
    tries(AttemptCounter("old@example.com"))
    lock(OWN, Rules(unlock_after=None))
    assert lockout.purge(NOW + lockout.RETENTION) == 0
    assert lockout.purge(NOW + lockout.RETENTION + timedelta(seconds=1)) == 1
    assert PasswordFailures.objects.get().key == OWN.key
