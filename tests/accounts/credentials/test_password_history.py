"""Passwords used before: as many as the policy asks for, as hashes."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.credentials.passwords import hash_password, remember_old, was_used
from accounts.models import PasswordHistory
from tests.actors import a_user

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def ada():
    return a_user("ada@example.com", "password number 0")


def change(user, number, keep):
    remember_old(user, keep, NOW + timedelta(days=number))
    user.password = hash_password(f"password number {number}")
    user.save(update_fields=["password"])


@pytest.mark.postgres
def test_the_newest_passwords_are_known_again_and_older_ones_are_not(ada):
    for number in range(1, 5):
        change(ada, number, keep=3)
    used = [was_used(ada.pk, f"password number {number}", 3) for number in range(5)]
    assert used == [False, True, True, True, False]
    assert PasswordHistory.objects.count() == 3


def test_a_policy_that_asks_for_less_asks_less(ada):
    for number in (1, 2, 3):
        change(ada, number, keep=3)
    assert not was_used(ada.pk, "password number 0", 2)
    assert was_used(ada.pk, "password number 1", 2)


def test_policy_without_history_stores_nothing_and_deletes_old_entries(ada):
    change(ada, 1, keep=3)
    change(ada, 2, keep=0)
    assert not PasswordHistory.objects.exists()
    assert not was_used(ada.pk, "password number 0", 0)


def test_user_without_a_password_adds_no_history():
    remember_old(a_user("eve@example.com"), 3, NOW)
    assert not PasswordHistory.objects.exists()


def test_history_belongs_to_one_user(ada):
    change(ada, 1, keep=3)
    assert not was_used(a_user("eve@example.com").pk, "password number 0", 3)
