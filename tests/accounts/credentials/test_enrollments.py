from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.credentials import crypto, enrollments, recovery_codes, totp
from accounts.credentials.enrollment_queries import enrolled, passkey_holder, passkeys_by_handle
from accounts.credentials.enrollments import AlreadyEnrolled
from accounts.credentials.passkey_challenges import LIFETIME, new_challenge
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PasskeyCredential, PendingEnrollment, PhoneNumber, SecurityAnswer
from accounts.events.log import acting
from accounts.identities import new_public_id
from accounts.models import Enrollment, Event, RecoveryCode, SpentChallenge
from tests.actors import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = datetime(2027, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def pending(authenticator, data, label="", public_id=""):
    return PendingEnrollment(public_id or new_public_id(), authenticator, label, data, proved_at=NOW)


def a_totp():
    public_id = new_public_id()
    return pending(Authenticator.TOTP, totp.new_secret(public_id), public_id=public_id)


def a_passkey(credential_id="aWQ", **changes):
    return pending(Authenticator.PASSKEY, PasskeyCredential(credential_id, "a2V5", **changes), "Bitwarden")


def a_phone():
    return pending(Authenticator.PHONE, PhoneNumber("+12025550123"))


def some_codes():
    public_id = new_public_id()
    made = recovery_codes.generate(public_id)
    return pending(Authenticator.RECOVERY_CODE, made.data, public_id=public_id), made


def events():
    return list(Event.objects.order_by("id").values_list("type", "user_id", "actor_id", "targets"))


@pytest.fixture
def ada():
    return a_user("ada@example.com")


ALL = [a_totp, a_passkey, a_phone, lambda: some_codes()[0]]


@pytest.mark.parametrize("make", ALL)
def test_pending_enrollment_is_read_back_unchanged(ada, make):
    one = make()
    enrollments.add(ada, one, NOW)
    (held,) = enrolled(ada.pk)
    assert (held.public_id, held.authenticator, held.label) == (one.public_id, one.authenticator, one.label)
    assert (held.data, held.created_at, held.last_used_at) == (one.data, NOW, None)


def test_a_passkeys_every_value_is_kept(ada):
    one = a_passkey(sign_count=7, user_verified=True, backed_up=True, aaguid="fb", transports=("nfc", "usb"))
    enrollments.add(ada, one, NOW)
    assert enrolled(ada.pk)[0].data == one.data


def test_a_security_answer_is_kept(ada):
    one = pending(Authenticator.SECURITY_QUESTION, SecurityAnswer("first_award", "argon2$x"))
    enrollments.add(ada, one, NOW)
    assert enrolled(ada.pk)[0].data == one.data


def test_enrollment_and_removal_events_have_user_and_actor(ada):
    boss = a_user("boss@example.com")
    row = enrollments.add(ada, a_totp(), NOW, transaction_id="transaction-1")
    assert enrollments.remove(row, LATER, actor=acting(boss))
    targets = [{"type": "authenticator_enrollment", "id": row.public_id}]
    assert events() == [
        ("user.mfa.factor.activate", ada.public_id, ada.public_id, targets),
        ("user.mfa.factor.deactivate", ada.public_id, boss.public_id, targets),
    ]
    assert Event.objects.first().detail == {"authenticator": "totp"}
    assert Event.objects.last().transaction_id == "transaction-1"


def test_user_is_marked_while_an_enrollment_exists(ada):
    def marked():
        ada.refresh_from_db()
        return ada.has_authenticators

    assert not marked()
    first, second = enrollments.add(ada, a_totp(), NOW), enrollments.add(ada, a_passkey(), NOW)
    assert marked()
    enrollments.remove(first, LATER)
    assert marked()
    enrollments.remove(second, LATER)
    assert not marked()


def test_second_removal_has_no_effect(ada):
    row = enrollments.add(ada, a_totp(), NOW)
    again = Enrollment.objects.get(pk=row.pk)
    assert enrollments.remove(row, LATER)
    assert not enrollments.remove(again, LATER)
    assert [type for type, *_ in events()].count("user.mfa.factor.deactivate") == 1


@pytest.mark.parametrize("make", [a_totp, a_phone, lambda: some_codes()[0]])
def test_user_has_one_enrollment_of_each_kind(ada, make):
    enrollments.add(ada, make(), NOW)
    with pytest.raises(AlreadyEnrolled):
        enrollments.add(ada, make(), NOW)
    enrollments.add(a_user("bo@example.com"), make(), NOW)
    assert len(enrolled(ada.pk)) == 1
    assert len(events()) == 2


def test_user_may_have_several_passkeys_but_a_passkey_one_user(ada):
    bo = a_user("bo@example.com")
    enrollments.add(ada, a_passkey("b25l"), NOW)
    enrollments.add(ada, a_passkey("dHdv"), NOW)
    with pytest.raises(AlreadyEnrolled):
        enrollments.add(bo, a_passkey("b25l"), NOW)
    bo.refresh_from_db()
    assert not bo.has_authenticators
    assert passkey_holder("dHdv")[1] == ada
    assert passkey_holder("nobody") is None


def test_passkeys_are_found_by_the_handle_they_were_made_with(ada):
    enrollments.add(ada, a_totp(), NOW)
    enrollments.add(ada, a_passkey(), NOW)
    held, user = passkeys_by_handle(ada.public_id)
    assert ([one.authenticator for one in held], user) == ([Authenticator.PASSKEY], ada)
    assert passkeys_by_handle("nobody") is None


def test_enrollments_are_ordered_by_last_use_then_creation(ada):
    old = enrollments.add(ada, a_passkey("b2xk"), NOW)
    enrollments.add(ada, a_phone(), NOW + timedelta(minutes=1))
    enrollments.add(ada, a_totp(), NOW + timedelta(minutes=2))
    assert enrollments.record_use(old.pk, NOW + timedelta(minutes=3))
    kinds = [one.authenticator for one in enrolled(ada.pk)]
    assert kinds == [Authenticator.PASSKEY, Authenticator.TOTP, Authenticator.PHONE]


def test_reading_costs_one_query_also_with_recovery_codes(ada, django_assert_num_queries):
    enrollments.add(ada, a_totp(), NOW)
    enrollments.add(ada, a_passkey(), NOW)
    with django_assert_num_queries(1):
        enrolled(ada.pk)
    enrollments.add(ada, some_codes()[0], NOW)
    with django_assert_num_queries(1):
        enrolled(ada.pk)


def test_an_enrollment_gets_another_name(ada):
    row = enrollments.add(ada, a_passkey(), NOW)
    enrollments.rename(row, " Work\nlaptop ", LATER)
    assert enrolled(ada.pk)[0].label == "Work laptop"
    assert events()[-1][0] == "user.mfa.factor.update"


def test_a_name_too_long_for_its_row_is_cut(ada):
    row = enrollments.add(ada, replace(a_passkey(), label="x" * 500), NOW)
    assert len(enrolled(ada.pk)[0].label) == 100
    enrollments.rename(row, "y" * 500, LATER)
    assert len(enrolled(ada.pk)[0].label) == 100


def test_a_step_is_accepted_once_and_none_older_after_it(ada):
    row = enrollments.add(ada, a_totp(), NOW)
    spent = [enrollments.spend_totp_step(row.pk, step, NOW) for step in (100, 100, 99, 101)]
    assert spent == [True, False, False, True]
    assert enrolled(ada.pk)[0].data.last_step == 101


def test_a_step_that_was_used_while_pending_stays_used(ada):
    one = a_totp()
    row = enrollments.add(ada, replace(one, data=replace(one.data, last_step=100)), NOW)
    assert not enrollments.spend_totp_step(row.pk, 100, NOW)


def test_a_recovery_code_counts_once_and_the_rest_are_left(ada):
    one, made = some_codes()
    row = enrollments.add(ada, one, NOW)
    digest = recovery_codes.verify(enrolled(ada.pk)[0].data, row.public_id, made.shown[3])
    assert [enrollments.spend_recovery_code(row.pk, digest, LATER) for _ in range(2)] == [True, False]
    left = enrolled(ada.pk)[0].data
    assert len(left.digests) == 9
    assert recovery_codes.verify(left, row.public_id, made.shown[3]) is None


def test_removing_recovery_codes_leaves_none_behind(ada):
    row = enrollments.add(ada, some_codes()[0], NOW)
    enrollments.remove(row, LATER)
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize(
    ("known", "said", "noted"), [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 0, False)]
)
def test_a_counter_only_ever_rises(ada, known, said, noted):
    row = enrollments.add(ada, a_passkey(sign_count=known), NOW)
    assert enrollments.record_use(row.pk, LATER, sign_count=said, backed_up=True) is noted
    held = enrolled(ada.pk)[0]
    assert held.data.sign_count == (said if noted else known)
    assert (held.data.backed_up, held.last_used_at) == ((True, LATER) if noted else (False, None))


def test_passkey_challenge_is_single_use_and_deleted_on_expiry():
    challenge = new_challenge("transaction-1", NOW)
    assert [enrollments.spend_challenge(challenge, NOW) for _ in range(2)] == [True, False]
    assert enrollments.spend_challenge(new_challenge("transaction-1", NOW), NOW)
    assert enrollments.purge(NOW + LIFETIME - timedelta(seconds=1)) == 0
    assert enrollments.purge(NOW + LIFETIME) == 2
    assert not SpentChallenge.objects.exists()
    assert not enrollments.spend_challenge(challenge, NOW + LIFETIME)


def test_no_row_holds_anything_that_could_be_used(ada):
    one, made = some_codes()
    seed = a_totp()
    for each in (one, seed, a_passkey()):
        enrollments.add(ada, each, NOW)
    key = crypto.unseal(seed.data.secret, purpose=totp.PURPOSE, subject=seed.public_id)
    rows = repr([*Enrollment.objects.values(), *RecoveryCode.objects.values()])
    secrets = [*made.shown, *(code.replace("-", "") for code in made.shown), crypto.encoded(key), key.hex()]
    assert not any(secret in rows for secret in secrets)
