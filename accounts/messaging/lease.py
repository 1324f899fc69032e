"""The lease on a mail: taken by one statement, renewed while the mail is being sent, ended by another.

The statements of every mail are written out, because Django takes longer to put such a statement together
than PostgreSQL to run it.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any, Final, TypeVar

from django.db import DatabaseError, connection
from django.db.models import Model
from django.utils import timezone

from accounts.models import Challenge, MailState, OutboxMail

LEASE: Final = timedelta(seconds=10)
"""How long a mail of a killed worker waits before another one may take it."""
RENEW_SECONDS: Final = 3.0

# RETURNING sees the row as the statement leaves it, and the challenge as it was when the statement began.
_TAKE: Final = """
UPDATE accounts_outboxmail SET
  state = 'sending', available_at = %s, lease_until = %s, attempts = attempts + 1
WHERE id = %s AND state IN ('queued', 'sending') AND available_at <= %s
RETURNING {object}(
  'id', id, 'message_id', message_id, 'channel', channel, 'template', template, 'to', "to",
  'language', language, 'context', {context}, 'challenge_id', challenge_id, 'serial', serial,
  'state', state, 'attempts', attempts, 'available_at', available_at,
  'lease_until', lease_until, 'created_at', created_at, 'sent_at', sent_at, 'last_error', last_error
), (
  SELECT {object}(
    'id', id, 'public_id', public_id, 'purpose', purpose, 'address', address, 'key_id', key_id,
    'serial', serial, 'attempts', attempts, 'max_attempts', max_attempts, 'sent_at', sent_at,
    'expires_at', expires_at, 'used_at', used_at, 'closed_at', closed_at, 'decoy', decoy,
    'mailed', mailed, 'transaction_id', transaction_id, 'user_id', user_id
  ) FROM accounts_challenge WHERE id = accounts_outboxmail.challenge_id
), (
  SELECT {zone} FROM accounts_user WHERE login = lower("to") OR login = (
    SELECT address FROM accounts_challenge WHERE id = accounts_outboxmail.challenge_id
  ) LIMIT 1
)
"""
_DIALECTS: Final = {
    "sqlite": {
        "object": "json_object",
        "context": "json(context)",
        "zone": "json_extract(profile, '$.timezone')",
    },
    "postgresql": {
        "object": "jsonb_build_object",
        "context": "context",
        "zone": "profile ->> 'timezone'",
    },
}
_END: Final = """
UPDATE accounts_outboxmail SET state = 'sent', sent_at = %s, lease_until = NULL, last_error = ''
WHERE id = %s AND state = 'sending' AND attempts = %s
"""

ModelT = TypeVar("ModelT", bound=Model)
logger = logging.getLogger(__name__)


def take(mail_id: int, now: datetime) -> OutboxMail | None:
    """Take a mail that is due, with its challenge and the zone of its recipient (``zone``).

    Return None when it is done, not yet due or in another worker's hands.
    """
    lease = connection.ops.adapt_datetimefield_value(now + LEASE)
    due = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(**_DIALECTS[connection.vendor]), (lease, lease, mail_id, due))
        taken = cursor.fetchone()
    if taken is None:
        return None
    row, challenge, zone = taken
    mail = _from_json(OutboxMail, row)
    mail.challenge = _from_json(Challenge, challenge) if challenge else None
    mail.zone = zone  # type: ignore[attr-defined]
    return mail


def _from_json(model: type[ModelT], text: str) -> ModelT:
    """Return the row whose columns the statement wrote as JSON."""
    columns, fields = json.loads(text), model._meta.concrete_fields  # noqa: SLF001 - Django documents it
    # In the order of the model's fields: PostgreSQL orders the keys of JSON in its own way.
    values = [_value(field.to_python(columns[field.attname])) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def _value(value: Any) -> Any:
    # SQLite keeps times in UTC and does not say so.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and timezone.is_naive(value) else value


def mark_sent(mail: OutboxMail, now: datetime) -> None:
    """Write that the mail server has the mail, unless the lease ended and it is another worker's by now."""
    with connection.cursor() as cursor:
        sent_at = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(_END, (sent_at, mail.pk, mail.attempts))


@contextmanager
def renewed_lease(mail: OutboxMail) -> Iterator[None]:
    """Renew the lease of a taken mail until the block ends; a process that is killed renews nothing."""
    sent = Event()
    keeper = Thread(target=_renew, args=(mail.pk, mail.attempts, sent), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        sent.set()


def _renew(mail_id: int, attempts: int, sent: Event) -> None:
    """Put the end of the lease off every few seconds, while the mail is this attempt's.

    Most mails are sent before the first time, and this thread never opens a connection.
    """
    if sent.wait(RENEW_SECONDS):
        return
    leased = OutboxMail.objects.filter(pk=mail_id, state=MailState.SENDING, attempts=attempts)
    try:
        while True:
            until = timezone.now() + LEASE
            try:
                if not leased.update(available_at=until, lease_until=until):
                    return
            except DatabaseError as error:
                # Tried again: giving the mail up to another worker would send it twice.
                logger.warning("lease not renewed", extra={"mail": mail_id, "error": type(error).__name__})
                connection.close()
            if sent.wait(RENEW_SECONDS):
                return
    finally:
        connection.close()
