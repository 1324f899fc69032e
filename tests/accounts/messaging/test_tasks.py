from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.utils import timezone

from accounts.models import Challenge, MailState, OutboxMail
from accounts.tasks import deliver, purge, sweep_outbox
from tests.accounts.messaging.letters import a_mail

pytestmark = pytest.mark.django_db


def test_the_tasks_have_the_names_that_services_and_the_clock_call_them_by():
    current_app.finalize(auto=True)
    assert {"accounts.deliver", "accounts.sweep_outbox", "accounts.purge"} <= set(current_app.tasks)


def test_a_task_delivers_the_mail_with_its_number(mailoutbox):
    mail = a_mail()
    deliver(mail.pk)
    assert (len(mailoutbox), OutboxMail.objects.get().state) == (1, MailState.SENT)


def test_a_number_that_is_gone_is_no_error():
    deliver(404)


def test_the_sweep_is_a_task(mailoutbox):
    a_mail("account_exists")
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        sweep_outbox()
    assert len(mailoutbox) == 1


def test_expired_rows_are_deleted(mailoutbox):
    deliver(a_mail().pk)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        purge()
    assert (OutboxMail.objects.count(), Challenge.objects.count()) == (0, 0)
