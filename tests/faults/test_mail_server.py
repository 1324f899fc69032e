"""A mail server that refuses, dawdles or dies: what the outbox makes of it, over a real connection."""

from datetime import timedelta

import pytest
import time_machine

from accounts.messaging import delivery
from accounts.models import Event, MailState, OutboxMail
from tests.accounts.messaging.letters import ADA, a_mail
from tests.servers.smtp import MailServer, Mode

pytestmark = pytest.mark.django_db


def stored(mail: OutboxMail) -> OutboxMail:
    return OutboxMail.objects.get(pk=mail.pk)


def deliver_again(mail: OutboxMail) -> None:
    with time_machine.travel(stored(mail).available_at + timedelta(seconds=1)):
        delivery.deliver(mail.pk)


def test_a_server_that_refuses_for_now_gets_the_mail_when_it_is_well_again(smtp: MailServer):
    mail = a_mail()
    smtp.mode = Mode.REFUSE_FOR_NOW
    delivery.deliver(mail.pk)
    assert (stored(mail).state, stored(mail).last_error) == (MailState.QUEUED, "451 4.3.0")
    smtp.mode = Mode.ACCEPT
    deliver_again(mail)
    assert (stored(mail).state, len(smtp.to(ADA))) == (MailState.SENT, 1)


def test_permanent_refusal_is_tried_once_and_recorded(smtp: MailServer):
    mail = a_mail()
    smtp.mode = Mode.REFUSE_FOR_GOOD
    delivery.deliver(mail.pk)
    deliver_again(mail)
    event = Event.objects.get(type="system.email.delivery")
    assert (stored(mail).state, smtp.tried, event.reason) == (MailState.FAILED, 1, "failed: 550 5.1.1")


def test_slow_server_does_not_block_the_worker_and_gets_the_mail_later(smtp: MailServer, settings):
    settings.EMAIL_TIMEOUT = 0.2
    mail = a_mail()
    smtp.mode, smtp.slow_seconds = Mode.SLOW, 1.0
    delivery.deliver(mail.pk)
    assert (stored(mail).state, stored(mail).last_error) == (MailState.QUEUED, "SMTPServerDisconnected")
    smtp.mode = Mode.ACCEPT
    deliver_again(mail)
    assert stored(mail).state == MailState.SENT


def test_server_that_dies_after_data_gets_the_same_message_id_again(
    smtp: MailServer,
):
    mail = a_mail()
    smtp.mode = Mode.DIE_AFTER_DATA
    delivery.deliver(mail.pk)
    assert stored(mail).state == MailState.QUEUED
    smtp.mode = Mode.ACCEPT
    deliver_again(mail)
    first, second = smtp.to(ADA)
    assert first.message["Message-ID"] == second.message["Message-ID"] == mail.message_id
    assert (first.subject, first.text) == (second.subject, second.text)
    assert stored(mail).state == MailState.SENT


def test_a_server_that_was_restarted_costs_no_mail(smtp: MailServer):
    smtp.mode = Mode.DIE_AFTER_DATA
    delivery.deliver(a_mail().pk)
    smtp.mode = Mode.ACCEPT
    mail = a_mail(to="next@example.com")
    delivery.deliver(mail.pk)
    assert (stored(mail).state, stored(mail).attempts) == (MailState.SENT, 1)


def test_kept_connection_that_dies_after_data_does_not_resend_at_once(smtp: MailServer):
    delivery.deliver(a_mail(to="first@example.com").pk)
    mail = a_mail()
    smtp.mode = Mode.DIE_AFTER_DATA
    delivery.deliver(mail.pk)
    assert (stored(mail).state, len(smtp.to(ADA))) == (MailState.QUEUED, 1)
