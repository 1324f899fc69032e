"""Locked, reset, expired and deleted users, from their pages in the administration."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.credentials import lockout
from accounts.domain.lifecycle import Action, Status
from accounts.lifecycle.administrator_actions import perform
from accounts.models import Event, OutboxMail, PasswordFailures, User
from tests.accounts.credentials.test_lockout import (
    OWN,
    STRANGERS,
    Rules,
    lock,
)
from tests.actors import PASSWORD, a_user
from tests.administration.desk import newest_event

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


@pytest.fixture
def ada(db):
    return a_user(ADA, PASSWORD)


def page_of(user):
    return f"accounts/user/{user.pk}/change/"


def do(desk, user, slug):
    return desk.post(f"accounts/user/{user.pk}/do/{slug}/", {})


def status_of(user):
    return User.objects.get(pk=user.pk).status


def test_user_page_shows_lockout_and_its_end(desk, ada):
    assert "Not locked" in desk.open(page_of(ada)).text
    now = timezone.now()
    lock(OWN, Rules(unlock_after=None), now)
    lock(STRANGERS, Rules(unlock_after=timedelta(hours=1)), now)
    shown = desk.open(page_of(ada)).text
    assert "Trusted devices: locked indefinitely" in shown
    assert f"Untrusted devices: locked until {now + timedelta(hours=1):%Y-%m-%d %H:%M} UTC" in shown


def test_unlock_is_offered_for_a_locked_account(desk, ada):
    offer = "/do/unlock/"
    assert offer not in desk.open(page_of(ada)).text
    lock(STRANGERS, now=timezone.now())
    assert offer in desk.open(page_of(ada)).text


def test_an_open_account_is_unlocked_for_strangers(desk, ada):
    lock(STRANGERS, now=timezone.now())
    assert "Unlocked ada@example.com." in do(desk, ada, "unlock").said
    assert not PasswordFailures.objects.exists()
    assert status_of(ada) == Status.ACTIVE


def test_a_locked_account_is_unlocked(desk, ada):
    lockout.lock_account(ada.pk, timezone.now())
    do(desk, ada, "unlock")
    assert status_of(ada) == Status.ACTIVE
    assert newest_event("user.account.unlock").actor_id == desk.user.public_id


def test_where_nothing_is_locked_nothing_is_unlocked(desk, ada):
    assert "“Active”" in do(desk, ada, "unlock").said
    assert not Event.objects.filter(type="user.account.unlock").exists()


def test_reset_mails_the_user_and_locks_them_out_until_the_link_is_used(desk, ada):
    do(desk, ada, "reset-password")
    assert (status_of(ada), OutboxMail.objects.get().template) == (Status.RECOVERY, "password_reset_by_admin")
    assert newest_event("user.account.reset_password").actor_id == desk.user.public_id


def test_own_password_cannot_be_reset_here(desk):
    assert "your own account" in do(desk, desk.user, "reset-password").said


def test_an_expired_password_is_changed_at_the_next_sign_in(desk, ada):
    do(desk, ada, "expire-password")
    assert status_of(ada) == Status.PASSWORD_EXPIRED
    assert newest_event("user.account.expire_password").user_id == ada.public_id


def test_missing_password_is_reported_and_not_expired(desk):
    eve = a_user("eve@example.com")
    assert "The user doesn’t have a password." in do(desk, eve, "expire-password").said
    assert status_of(eve) == Status.ACTIVE


def test_deactivated_user_is_deleted_with_a_message_on_the_list(desk, ada):
    perform(Action.DEACTIVATE, ada.pk, actor=None, now=timezone.now())
    shown = do(desk, ada, "delete")
    assert (shown.status, "Deleted ada@example.com permanently." in shown.said) == (200, True)
    assert not User.objects.filter(pk=ada.pk).exists()
    assert newest_event("user.lifecycle.delete").actor_id == desk.user.public_id


def test_user_who_is_not_deactivated_is_not_deleted_even_in_bulk(desk, ada):
    gone = a_user("eve@example.com")
    perform(Action.DEACTIVATE, gone.pk, actor=None, now=timezone.now())
    asked = desk.choose([ada, gone], "delete")
    assert "2 people" in asked.text
    done = desk.act([ada, gone], "delete")
    assert ("1 person done" in done.text, ">ada@example.com</a>: " in done.text) == (True, True)
    assert status_of(ada) == Status.ACTIVE
    assert not User.objects.filter(pk=gone.pk).exists()
