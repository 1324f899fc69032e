"""Checking a password costs one hash for every user and every password."""

from collections import Counter

import pytest
from django.contrib.auth.hashers import make_password

from accounts.credentials import passwords
from accounts.credentials.passwords import hash_password, verify_password
from accounts.hashers import BoundedArgon2Hasher, parameters_of
from accounts.models import User
from tests.actors import a_user

pytestmark = pytest.mark.django_db
GOOD = "violet harbour under nine lamps"


@pytest.fixture
def hashed(monkeypatch):
    counted: Counter = Counter()
    for name in ("encode", "verify", "work"):
        real = getattr(BoundedArgon2Hasher, name)
        monkeypatch.setattr(
            BoundedArgon2Hasher,
            name,
            lambda self, *given, real=real, name=name: counted.update([name]) or real(self, *given),
        )
    return counted


def unusable():
    return make_password(None)


@pytest.mark.parametrize(
    ("encoded", "right"),
    [(lambda: hash_password(GOOD), True), (lambda: hash_password("another one entirely"), False)],
)
def test_a_right_and_a_wrong_password_cost_one_check(encoded, right, hashed):
    held = encoded()
    hashed.clear()
    assert verify_password(held, GOOD).right is right
    assert hashed.total() == 1


@pytest.mark.parametrize("held", ["", unusable()], ids=["nobody", "without a password"])
def test_unknown_user_and_user_without_password_cost_one_hash(held, hashed):
    assert not verify_password(held, GOOD).right
    assert hashed.total() == 1


@pytest.fixture
def older(settings):
    """Store a hash of older, costlier parameters, and return it with one of today's."""
    settings.ARGON2_TIME_COST, settings.ARGON2_MEMORY_KIB = 3, 64
    held = hash_password(GOOD)
    user = a_user("old@example.com", GOOD)
    User.objects.filter(pk=user.pk).update(password=held)
    settings.ARGON2_TIME_COST, settings.ARGON2_MEMORY_KIB = 1, 32
    passwords._in_use._held = None
    yield held, hash_password(GOOD)
    passwords._in_use._held = None


def costs(monkeypatch, encoded, raw):
    """Return the parameters of every hash that a check costs."""
    done = []
    real_work, real_verify = BoundedArgon2Hasher.work, BoundedArgon2Hasher.verify

    def work(self, password, parameters):
        done.append(parameters)
        real_work(self, password, parameters)

    def verify(self, password, held):
        done.append(parameters_of(held))
        return real_verify(self, password, held)

    with monkeypatch.context() as patch:
        patch.setattr(BoundedArgon2Hasher, "work", work)
        patch.setattr(BoundedArgon2Hasher, "verify", verify)
        verify_password(encoded, raw)
    return sorted((one.time_cost, one.memory_cost) for one in done)


def test_a_check_costs_one_hash_of_each_parameters_in_use(older, monkeypatch):
    for encoded in ("", unusable(), *older):
        assert costs(monkeypatch, encoded, "another one entirely") == [(1, 32), (3, 64)]


def test_an_outdated_hash_is_renewed_with_the_right_password_only(settings):
    held = hash_password(GOOD)
    assert verify_password(held, GOOD).upgraded == ""
    settings.ARGON2_TIME_COST = 2
    assert verify_password(held, "another one entirely").upgraded == ""
    renewed = verify_password(held, GOOD).upgraded
    assert "t=2" in renewed
    assert verify_password(renewed, GOOD).right


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (GOOD, GOOD + " ", False),
        (GOOD, GOOD.upper(), False),
        ("é" * 20, "e\u0301" * 20, True),
        ("a" * 200 + "b", "a" * 200 + "c", False),
    ],
)
def test_a_password_is_checked_as_it_was_typed_but_for_its_unicode_form(one, other, same):
    assert verify_password(hash_password(one), other).right is same


def test_two_hashes_of_one_password_differ():
    assert hash_password(GOOD) != hash_password(GOOD)
