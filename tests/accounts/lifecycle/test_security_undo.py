"""Sealed authenticators and recorded changes: what is kept, for how long, and what comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.credentials import enrollments
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Action, Status
from accounts.domain.security_changes import WINDOW, SecurityChangeKind
from accounts.events.log import acting
from accounts.lifecycle import housekeeping
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.security_changes import record_change
from accounts.lifecycle.security_undo import UndoResult, undo
from accounts.models import Enrollment, RecoveryCode, SealedEnrollment, SecurityChange, User
from tests.actors import PASSWORD, a_user
from tests.methods import an_access_code, an_app, some_codes

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ADA = "ada@example.com"


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def removed(user, kind):
    """Remove an authenticator as its owner does; return the recorded change."""
    now = timezone.now()
    change = record_change(user, SecurityChangeKind.REMOVED, now, authenticator=Authenticator(kind))
    enrollments.remove(Enrollment.objects.get(user=user, authenticator=kind), now, change=change.row)
    return change


def columns(row):
    kept = ("public_id", "authenticator", "label", "data", "credential_id", "last_step", "created_at")
    return {name: getattr(row, name) for name in kept}


def test_removed_recovery_codes_come_back_with_those_that_were_used(ada):
    some_codes(ada)
    used = RecoveryCode.objects.order_by("pk")[0]
    RecoveryCode.objects.filter(pk=used.pk).update(used_at=timezone.now())
    before = columns(Enrollment.objects.get())
    codes = list(RecoveryCode.objects.order_by("pk").values_list("digest", "used_at"))
    change = removed(ada, "recovery_code")
    assert not RecoveryCode.objects.exists()
    assert undo(change.undo, timezone.now()) is UndoResult.DONE
    assert columns(Enrollment.objects.get()) == before
    assert list(RecoveryCode.objects.order_by("pk").values_list("digest", "used_at")) == codes
    assert not SealedEnrollment.objects.exists()


def test_sealed_authenticators_are_purged_after_seven_days(ada):
    an_app(ada)
    removed(ada, "totp")
    housekeeping.purge(timezone.now() + WINDOW - timedelta(hours=1))
    assert SealedEnrollment.objects.count() == 1
    housekeeping.purge(timezone.now() + WINDOW)
    assert not SealedEnrollment.objects.exists()
    assert not SecurityChange.objects.exists()


def test_deactivation_removes_what_is_sealed_and_kills_the_link(ada):
    an_app(ada)
    change = removed(ada, "totp")
    perform(Action.DEACTIVATE, ada.pk, actor=None, now=timezone.now())
    assert not SealedEnrollment.objects.exists()
    assert undo(change.undo, timezone.now()) is UndoResult.SPENT
    assert not Enrollment.objects.exists()


def test_undo_removes_an_access_code_given_out_since(ada):
    change = record_change(ada, SecurityChangeKind.PASSWORD, timezone.now())
    an_access_code(ada)
    assert undo(change.undo, timezone.now()) is UndoResult.DONE
    assert not Enrollment.objects.exists()
    ada.refresh_from_db()
    assert not ada.has_authenticators


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (Status.ACTIVE, Status.PASSWORD_EXPIRED),
        (Status.LOCKED_OUT, Status.PASSWORD_EXPIRED),
        (Status.RECOVERY, Status.PASSWORD_EXPIRED),
        (Status.PENDING_DELETION, Status.PASSWORD_EXPIRED),
        (Status.SUSPENDED, Status.SUSPENDED),
    ],
)
def test_undo_removes_the_password_in_every_status(ada, status, after):
    change = record_change(ada, SecurityChangeKind.PASSWORD, timezone.now())
    User.objects.filter(pk=ada.pk).update(status=status)
    assert undo(change.undo, timezone.now()) is UndoResult.DONE
    ada.refresh_from_db()
    assert (ada.status, ada.has_password, ada.security_epoch) == (after, False, 2)


def test_administrators_removal_is_neither_sealed_nor_undone(ada):
    an_app(ada)
    change = record_change(ada, SecurityChangeKind.PASSWORD, timezone.now())
    enrollments.remove(Enrollment.objects.get(), timezone.now(), actor=acting(ada))
    assert undo(change.undo, timezone.now()) is UndoResult.DONE
    assert not Enrollment.objects.exists()
