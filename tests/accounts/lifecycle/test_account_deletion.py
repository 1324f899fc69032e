"""Erasure of accounts pending deletion: when, which ones, and once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.lifecycle import Action, IllegalTransition, Status
from accounts.lifecycle import account_deletion
from accounts.lifecycle.administrator_actions import perform
from accounts.lifecycle.notices import RequestClient
from accounts.models import Challenge, Event, OutboxMail, User
from accounts.tasks import erase
from tests.actors import PASSWORD, a_user

pytestmark = pytest.mark.django_db
REQUEST_CLIENT = RequestClient("Firefox on Linux", "192.0.2.7")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ada():
    return a_user("ada@example.com", PASSWORD)


def left(user, days=0):
    account_deletion.request_deletion(user, REQUEST_CLIENT, timezone.now() - timedelta(days=days))
    return user


def test_account_is_not_erased_before_seven_days(ada):
    left(ada, days=6)
    assert account_deletion.erase_due(timezone.now()) == 0
    assert account_deletion.erase_due(timezone.now() + timedelta(days=1)) == 1
    assert account_deletion.erase_due(timezone.now() + timedelta(days=2)) == 0
    assert not User.objects.exists()


def test_task_erases_due_accounts_only(ada):
    left(ada, days=8)
    a_user("eve@example.com")
    left(a_user("zoe@example.com"), days=2)
    erase()
    assert set(User.objects.values_list("login", flat=True)) == {"eve@example.com", "zoe@example.com"}


def test_account_not_pending_deletion_is_not_erased(ada):
    left(ada, days=6)
    assert account_deletion.cancel_deletion(Challenge.objects.get(), timezone.now())
    assert account_deletion.erase_due(timezone.now() + timedelta(days=30)) == 0
    assert User.objects.get().is_active


def test_account_that_gained_roles_waits_for_an_administrator(ada):
    left(ada, days=8)
    User.objects.update(is_staff=True)
    assert account_deletion.erase_due(timezone.now()) == 0
    assert User.objects.get().status == Status.PENDING_DELETION


def test_one_that_cannot_be_erased_leaves_all_of_itself(ada, monkeypatch):
    left(ada, days=8)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(account_deletion, "erase", broken)
    with pytest.raises(RuntimeError):
        account_deletion.erase_due(timezone.now())
    row = User.objects.get()
    assert (row.status, row.login) == (Status.PENDING_DELETION, "ada@example.com")
    monkeypatch.undo()
    assert account_deletion.erase_due(timezone.now()) == 1


def test_an_administrator_may_deactivate_meanwhile_and_the_link_is_dead(ada):
    left(ada)
    perform(Action.DEACTIVATE, ada.pk, actor=None, now=timezone.now())
    assert not account_deletion.cancel_deletion(Challenge.objects.get(), timezone.now())
    assert not account_deletion.resend_cancel_link(ada.pk, REQUEST_CLIENT, timezone.now())
    assert account_deletion.erase_due(timezone.now() + timedelta(days=8)) == 0
    assert User.objects.get().status == Status.DEPROVISIONED


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTIVE])
def test_only_an_active_account_can_be_left(ada, status):
    User.objects.update(status=status.value)
    ada.refresh_from_db()
    with pytest.raises(IllegalTransition):
        account_deletion.request_deletion(ada, REQUEST_CLIENT, timezone.now())
    assert not OutboxMail.objects.exists()


def test_a_new_mail_closes_the_link_of_the_one_before(ada):
    left(ada)
    assert account_deletion.resend_cancel_link(ada.pk, REQUEST_CLIENT, timezone.now())
    first, second = Challenge.objects.order_by("pk")
    assert not account_deletion.cancel_deletion(first, timezone.now())
    assert account_deletion.cancel_deletion(second, timezone.now())
    assert not account_deletion.cancel_deletion(second, timezone.now())
    assert Event.objects.filter(type=account_deletion.UNDONE).count() == 1


def test_after_the_seven_days_there_is_no_more_mail(ada):
    left(ada, days=7)
    assert not account_deletion.resend_cancel_link(ada.pk, REQUEST_CLIENT, timezone.now() + MINUTE)
