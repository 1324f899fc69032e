"""Asking for a mail or a text message: a row in the caller's atomic block, then a word to the workers.

The row is the promise. Waking a worker only makes it quick: when the broker is away the sweep finds the row.
Neither the broker nor the mail server can make the request that asked for the mail fail or wait.
"""

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.domain.identifiers import EmailAddress
from accounts.messaging.email_catalogue import CATALOGUE, MailKind, kept_context
from accounts.messaging.text_message import PHONE_CODE
from accounts.models import Challenge, Channel, OutboxMail
from accounts.prepared import insert

DELIVER_TASK: Final = "accounts.deliver"
BROKER_PAUSE_SECONDS: Final = 5.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Broker:
    """Until when the broker is left alone: one request, not each of them, finds out that it is away."""

    away_until: float = 0.0


_broker = _Broker()


def enqueue(
    *,
    template: str,
    to: EmailAddress,
    context: Mapping[str, str],
    challenge: Challenge | None = None,
    language: str = "en",
) -> OutboxMail:
    """Promise a mail: one insert in the caller's atomic block, and a worker woken when that block commits.

    Raises KeyError for an unknown template and ValueError when something is missing that the mail has to say.
    """
    kind = CATALOGUE[template]
    _check(kind, challenge)
    return _promise(
        template=template,
        to=to.display,
        language=language,
        context=kept_context(kind, context),
        challenge=challenge,
    )


def enqueue_text(*, challenge: Challenge, language: str = "en") -> OutboxMail:
    """Promise a text message with the challenge's code to the number that is its address."""
    return _promise(
        channel=Channel.SMS,
        template=PHONE_CODE,
        to=challenge.address,
        language=language,
        challenge=challenge,
    )


def enqueue_delivery(mail_id: int) -> None:
    """Tell a worker about a mail. Never raises; a broker that did not answer is left alone for a while."""
    now = time.monotonic()
    if now < _broker.away_until:
        return
    if _broker.away_until:
        # The pause is over: this thread finds out whether the broker is back, the others go on without it.
        _broker.away_until = now + BROKER_PAUSE_SECONDS
    try:
        current_app.send_task(DELIVER_TASK, args=(mail_id,), retry=False, ignore_result=True)
        _broker.away_until = 0.0
    except Exception as error:  # noqa: BLE001 - whatever ails the broker, the sweep delivers the mail
        _broker.away_until = time.monotonic() + BROKER_PAUSE_SECONDS
        logger.warning("broker away, mail left to the sweep", extra={"error": type(error).__name__})


def _promise(*, challenge: Challenge | None, **columns: Any) -> OutboxMail:
    now = timezone.now()
    message = insert(
        OutboxMail(
            message_id=_new_message_id(),
            challenge=challenge,
            serial=challenge.serial if challenge else None,
            available_at=now,
            created_at=now,
            **columns,
        )
    )
    transaction.on_commit(partial(enqueue_delivery, message.pk))
    return message


def _check(kind: MailKind, challenge: Challenge | None) -> None:
    if kind.challenged and challenge is None:
        raise ValueError(f"the mail {kind.name} needs a challenge")


def _new_message_id() -> str:
    """A Message-ID (RFC 5322 §3.6.4) that stays the same however often the mail has to be sent."""
    return f"<{secrets.token_hex(16)}@{urlsplit(settings.PUBLIC_URL).hostname}>"
