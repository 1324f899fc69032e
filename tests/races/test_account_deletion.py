"""Staying and being erased, at the same moment."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.lifecycle import account_deletion
from accounts.lifecycle.notices import RequestClient
from accounts.models import Challenge, Event, OutboxMail, User
from tests.actors import PASSWORD, a_user
from tests.races.together import assert_single_use, at_once, beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.usefixtures("patient"),
]
REQUEST_CLIENT = RequestClient("Firefox on Linux", "192.0.2.7")


def user_pending_deletion():
    user = a_user("ada@example.com", PASSWORD)
    with transaction.atomic():
        account_deletion.request_deletion(user, REQUEST_CLIENT, timezone.now())
    return user, Challenge.objects.get()


def test_a_link_pressed_twenty_times_keeps_the_account_once():
    _user, challenge = user_pending_deletion()
    assert_single_use(lambda _: account_deletion.cancel_deletion(challenge, timezone.now()))
    assert User.objects.get().status == Status.ACTIVE
    assert Event.objects.filter(type=account_deletion.UNDONE).count() == 1


def test_keeping_and_erasing_at_once_do_one_of_the_two_wholly():
    for _ in range(5):
        _user, challenge = user_pending_deletion()
        later = challenge.expires_at
        kept, erased = beside(
            lambda challenge=challenge, later=later: account_deletion.cancel_deletion(
                challenge, later - timedelta(seconds=1)
            ),
            lambda later=later: account_deletion.erase_due(later),
        )
        assert (kept, erased) in ((True, 0), (False, 1))
        assert User.objects.filter(status=Status.ACTIVE).count() == (1 if kept else 0)
        assert User.objects.count() == (1 if kept else 0)
        User.objects.all().delete()
        OutboxMail.objects.all().delete()
        Challenge.objects.all().delete()


def test_two_workers_erase_once():
    _user, challenge = user_pending_deletion()
    assert sum(at_once(lambda _: account_deletion.erase_due(challenge.expires_at), 8)) == 1
    assert Event.objects.filter(type="user.lifecycle.delete").count() == 1


def test_asking_for_the_mail_while_it_is_erased_waits_in_no_circle():
    user, challenge = user_pending_deletion()

    def resend_cancel_link():
        try:
            return account_deletion.resend_cancel_link(
                user.pk, REQUEST_CLIENT, challenge.expires_at - timedelta(seconds=1)
            )
        except User.DoesNotExist:
            return False

    beside(resend_cancel_link, lambda: account_deletion.erase_due(challenge.expires_at))
    assert User.objects.count() == 0
