"""Sending a failed message again, when an administrator has removed the cause."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.domain.events import Target, TargetType
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.messaging.delivery import obsolete_reason
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.outbox import enqueue_delivery
from accounts.models import MailState, OutboxMail, User


def check_redelivery(mail: OutboxMail, now: datetime) -> tuple[Violation, ...]:
    """Return why a message cannot be sent again: it has not failed, is a test, or its code is over."""
    kind = CATALOGUE.get(mail.template)
    if kind is not None and kind.reported:
        return (Violation("", "ssr.message.test"),)
    if mail.state != MailState.FAILED:
        return (Violation("", "ssr.message.not_failed"),)
    return (Violation("", "ssr.message.over"),) if obsolete_reason(mail, now) else ()


def send_again(mail_id: int, *, actor: User | None, now: datetime) -> OutboxMail:
    """Queue a failed message again, under its Message-ID. Raises ValidationFailed.

    Two administrators who press the button at the same moment queue it once.
    """
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update(of=("self",)).select_related("challenge").get(pk=mail_id)
        raise_if(check_redelivery(mail, now))
        mail.state, mail.available_at, mail.last_error = MailState.QUEUED, now, ""
        mail.save(update_fields=["state", "available_at", "last_error"])
        targets = (Target(TargetType.MESSAGE, mail.message_id),)
        entry = Entry("system.message.redelivery", actor=acting(actor), targets=targets)
        record([entry], now=now)
        transaction.on_commit(partial(enqueue_delivery, mail.pk))
    return mail
