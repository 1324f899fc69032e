"""The lease on a mail: taken by one statement, renewed while the mail is being sent, ended by another.

The statements of every mail are written out, because Django takes longer to put such a statement together
than PostgreSQL to run it.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Event, Thread
from typing import Any, Final

from django.db import DatabaseError, connection
from django.db.models import Field, Model
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
RETURNING {columns},
  (SELECT {array}({challenge}) FROM accounts_challenge WHERE id = challenge_id) AS challenge_values,
  (SELECT {zone} FROM accounts_user WHERE login = lower("to")
    OR login = (SELECT address FROM accounts_challenge WHERE id = challenge_id) LIMIT 1) AS zone
"""
_DIALECTS: Final = {
    "sqlite": {"array": "json_array", "zone": "json_extract(profile, '$.timezone')"},
    "postgresql": {"array": "jsonb_build_array", "zone": "profile ->> 'timezone'"},
}
_END: Final = """
UPDATE accounts_outboxmail SET state = 'sent', sent_at = %s, lease_until = NULL, last_error = ''
WHERE id = %s AND state = 'sending' AND attempts = %s
"""

logger = logging.getLogger(__name__)


def take(mail_id: int, now: datetime) -> OutboxMail | None:
    """Take a mail that is due, with its challenge and the zone of its recipient (``zone``).

    Return None when it is done, not yet due or in another worker's hands.
    """
    values = (now + LEASE, now + LEASE, mail_id, now)
    for mail in OutboxMail.objects.raw(_taking(connection.vendor), values):
        mail.challenge = _challenge(mail.challenge_values)  # type: ignore[attr-defined]
        return mail
    return None


@cache
def _taking(vendor: str) -> str:
    columns, challenge = (
        ", ".join(f'"{field.column}"' for field in _columns_of(model)) for model in (OutboxMail, Challenge)
    )
    return _TAKE.format(columns=columns, challenge=challenge, **_DIALECTS[vendor])


def _columns_of(model: type[Model]) -> Sequence[Field[Any, Any]]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django documents it


def _challenge(values: str | None) -> Challenge | None:
    """Return the challenge from the JSON list of its columns."""
    if values is None:
        return None
    fields = _columns_of(Challenge)
    read = [_value(field.to_python(value)) for field, value in zip(fields, json.loads(values), strict=True)]
    return Challenge.from_db(connection.alias, [field.attname for field in fields], read)


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
    held = OutboxMail.objects.filter(pk=mail_id, state=MailState.SENDING, attempts=attempts)
    try:
        while True:
            until = timezone.now() + LEASE
            try:
                if not held.update(available_at=until, lease_until=until):
                    return
            except DatabaseError as error:
                # Tried again: giving the mail up to another worker would send it twice.
                logger.warning("lease not renewed", extra={"mail": mail_id, "error": type(error).__name__})
                connection.close()
            if sent.wait(RENEW_SECONDS):
                return
    finally:
        connection.close()
