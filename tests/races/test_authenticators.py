"""Every proof that counts once, given twenty times at the same moment."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.credentials import access_code, enrollments, recovery_codes, totp
from accounts.credentials.enrollment_queries import enrolled
from accounts.credentials.passkey_challenges import new_challenge
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PasskeyCredential, PendingEnrollment
from accounts.identities import new_public_id
from accounts.lifecycle import support
from accounts.models import AccessCode, Enrollment, Event, RecoveryCode, SpentChallenge, User
from tests.actors import a_user
from tests.races.together import assert_single_use, at_once, beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def ada():
    return a_user("ada@example.com")


def pending(authenticator, data, public_id=""):
    return PendingEnrollment(public_id or new_public_id(), authenticator, "", data)


def a_totp():
    public_id = new_public_id()
    return pending(Authenticator.TOTP, totp.new_secret(public_id), public_id)


def some_codes():
    public_id = new_public_id()
    return pending(Authenticator.RECOVERY_CODE, recovery_codes.generate(public_id).data, public_id)


def held_open(work):
    """The work inside a block that lasts a moment longer, as it does where it is used: the others wait."""

    def run(_number):
        with transaction.atomic():
            done = work()
            time.sleep(0.02 if done else 0)
            return done

    return run


def a_passkey(credential_id="aWQ", sign_count=0):
    return pending(Authenticator.PASSKEY, PasskeyCredential(credential_id, "a2V5", sign_count))


def test_a_time_step_is_accepted_once(ada):
    row = enrollments.add(ada, a_totp(), timezone.now())
    assert_single_use(held_open(lambda: enrollments.spend_totp_step(row.pk, 100, timezone.now())))


def test_of_neighbouring_steps_at_once_the_newest_is_the_last_that_counts(ada):
    row = enrollments.add(ada, a_totp(), timezone.now())
    spent = at_once(lambda number: enrollments.spend_totp_step(row.pk, 100 + number % 3, timezone.now()))
    assert Enrollment.objects.get().last_step == 102
    assert 1 <= sum(spent) <= 3


def test_a_recovery_code_is_accepted_once(ada):
    codes = some_codes()
    row, digest = enrollments.add(ada, codes, timezone.now()), codes.data.digests[0]
    assert_single_use(held_open(lambda: enrollments.spend_recovery_code(row.pk, digest, timezone.now())))
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_an_access_code_is_accepted_once(ada):
    code = support.replace_access_code(ada, timezone.now(), actor=None)
    (held,) = enrolled(ada.pk)
    digest = access_code.verify(held.data, held.public_id, code)
    assert_single_use(held_open(lambda: enrollments.spend_access_code(ada.pk, digest, timezone.now())))


def test_access_codes_given_out_at_once_leave_one(ada):
    codes = at_once(lambda _: support.replace_access_code(ada, timezone.now(), actor=None), 10)
    (held,) = enrolled(ada.pk)
    assert sum(bool(access_code.verify(held.data, held.public_id, code)) for code in codes) == 1
    assert AccessCode.objects.count() == Enrollment.objects.count() == 1


def test_a_passkey_challenge_is_accepted_once():
    challenge = new_challenge("transaction-1", timezone.now())
    assert_single_use(held_open(lambda: enrollments.spend_challenge(challenge, timezone.now())))
    assert SpentChallenge.objects.count() == 1


def test_counter_sent_twenty_times_is_recorded_once(ada):
    row = enrollments.add(ada, a_passkey(sign_count=7), timezone.now())
    assert_single_use(held_open(lambda: enrollments.record_use(row.pk, timezone.now(), sign_count=8)))


def tried(work):
    try:
        return work()
    except enrollments.AlreadyEnrolled:
        return None


def test_one_app_is_set_up_however_often_the_button_is_pressed(ada):
    assert_single_use(lambda _: tried(lambda: enrollments.add(ada, a_totp(), timezone.now())))
    assert Event.objects.filter(type="user.mfa.factor.activate").count() == 1


def test_passkey_offered_for_twenty_users_belongs_to_one():
    people = [a_user(f"ada{number}@example.com") for number in range(20)]
    assert_single_use(
        lambda number: tried(lambda: enrollments.add(people[number], a_passkey(), timezone.now()))
    )
    assert User.objects.filter(has_authenticators=True).get() == Enrollment.objects.get().user


def test_an_enrollment_is_removed_once(ada):
    row = enrollments.add(ada, a_totp(), timezone.now())
    rows = [Enrollment.objects.get(pk=row.pk) for _ in range(20)]
    assert_single_use(lambda number: enrollments.remove(rows[number], timezone.now()))
    assert Event.objects.filter(type="user.mfa.factor.deactivate").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_adding_while_the_last_other_is_removed_keeps_the_user_marked(ada, turn):
    row = enrollments.add(ada, a_totp(), timezone.now())
    now = timezone.now() + timedelta(seconds=turn)
    beside(lambda: enrollments.remove(row, now), lambda: enrollments.add(ada, a_passkey(), now))
    ada.refresh_from_db()
    assert ada.has_authenticators
    assert len(enrolled(ada.pk)) == 1
