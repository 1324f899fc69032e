"""The only door to transaction rows. A row is opened by its id and its secret together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.transaction import atomic

from accounts.events.log import forget
from accounts.identities import hash_secret
from accounts.models import EventContext, User
from accounts.prepared import Prepared
from accounts.prepared import insert as insert_row
from flows.domain.requests import AuthorizationRequest, request_of, stored_request
from flows.domain.transaction import FrontEnd, Transaction
from flows.models import Transaction as Row
from flows.transaction_rows import columns_of, transaction_of

RETENTION = timedelta(hours=24)
MAX_TRIES = 10
"""Guesses at passwords and codes without a challenge in one transaction."""


class Stale(Exception):
    """The transaction moved on since it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Ref:
    """What a front end holds of a transaction: its id and the secret that opens it."""

    id: str
    secret: str
    front_end: FrontEnd


@dataclass(frozen=True, slots=True)
class Stored:
    """A transaction as read, with the rows of its user and its events' context."""

    transaction: Transaction
    user: User | None = None
    context: EventContext | None = None


@dataclass(frozen=True, slots=True)
class EarnedAuthorization:
    """A completed request in the session ``sid``. ``answered``: its response was given."""

    transaction_id: str
    request: AuthorizationRequest
    sid: str
    answered: bool


def _whole() -> "QuerySet[Row]":
    return Row.objects.select_related("user", "challenge", "context")


_BY_ID = Prepared(
    lambda id, secret, front_end: _whole().filter(id=id, secret_hash=secret, front_end=front_end),
    "id",
    "secret",
    "front_end",
)
_BY_SECRET = Prepared(
    lambda secret, front_end: _whole().filter(secret_hash=secret, front_end=front_end), "secret", "front_end"
)


def load(ref: Ref) -> Stored | None:
    """Read a transaction with its user and challenge in one statement, if id and secret match."""
    return _stored(_BY_ID.first(id=ref.id, secret=hash_secret(ref.secret), front_end=ref.front_end.value))


def load_by_secret(secret: str, front_end: FrontEnd) -> Stored | None:
    """Read the transaction that a state handle stands for: the IDX API sends no id."""
    return _stored(_BY_SECRET.first(secret=hash_secret(secret), front_end=front_end.value))


def load_superseded(transaction_id: str, secret_hashes: Sequence[str]) -> Stored | None:
    """Read an unfinished transaction of a browser whose binding was renewed since, by that binding's hash."""
    return _first(
        id=transaction_id,
        secret_hash__in=secret_hashes,
        front_end=FrontEnd.HOSTED.value,
        finished_at=None,
        answered_at=None,
        ended="",
    )


def load_finished(transaction_id: str, secret_hashes: Sequence[str]) -> Stored | None:
    """Read a finished transaction of a browser whose binding was renewed since, by that binding's hash."""
    front_end = FrontEnd.HOSTED.value
    return _first(
        id=transaction_id,
        secret_hash__in=secret_hashes,
        front_end=front_end,
        finished_at__isnull=False,
        ended="",
    )


def reload(transaction_id: str) -> Stored | None:
    """Read a transaction again that was opened before."""
    return _first(id=transaction_id)


def _first(**lookup: Any) -> Stored | None:
    return _stored(_whole().filter(**lookup).first())


def _stored(row: Row | None) -> Stored | None:
    return Stored(transaction_of(row), row.user, row.context) if row is not None else None


def insert(transaction: Transaction, secret: str) -> Transaction:
    """Write a transaction for the first time."""
    stored = replace(transaction, version=1)
    insert_row(
        Row(
            id=stored.id,
            front_end=stored.front_end.value,
            secret_hash=hash_secret(secret),
            version=stored.version,
            created_at=stored.created_at,
            new_user_id=stored.new_user_id,
            return_to=stored.return_to,
            second_factor_since=stored.second_factor_since,
            request=stored_request(stored.request) if stored.request is not None else None,
            **columns_of(stored),
        )
    )
    return stored


def save(transaction: Transaction, read: Transaction) -> Transaction:
    """Write what has changed since the version that was read. Raises Stale."""
    stored, before = replace(transaction, version=read.version + 1), columns_of(read)
    changed = {name: value for name, value in columns_of(stored).items() if before.get(name) != value}
    rows = Row.objects.filter(id=read.id, version=read.version, finished_at=None)
    if not rows.update(version=stored.version, **changed):
        raise Stale
    return stored


def open_answer(transaction_id: str, sid: str, code: str) -> None:
    """Record the recipient of the response: the session ``sid``, or the bearer of the code."""
    hashed = hash_secret(code) if code else None
    Row.objects.filter(id=transaction_id).update(earned_sid=sid, code_hash=hashed)


def authorization_for_session(transaction_id: str, sid: str) -> EarnedAuthorization | None:
    """Return the completed request of this session whose response is still to be given."""
    return _earned(Row.objects.filter(id=transaction_id, earned_sid=sid, answered_at=None).first())


def earned_for(code: str, since: datetime) -> EarnedAuthorization | None:
    """Return the request of a transaction that finished after ``since`` with this code."""
    return _earned(Row.objects.filter(code_hash=hash_secret(code), finished_at__gt=since).first())


def _earned(row: Row | None) -> EarnedAuthorization | None:
    if row is None or row.request is None:
        return None
    return EarnedAuthorization(row.pk, request_of(row.request), row.earned_sid, row.answered_at is not None)


def claim_answer(transaction_id: str, now: datetime) -> bool:
    """Claim the single response; return false when it was claimed before."""
    return bool(Row.objects.filter(id=transaction_id, answered_at=None).update(answered_at=now))


def count_try(transaction_id: str) -> bool:
    """Count a guess at something that has no challenge of its own, committed at once.

    Return false when this attempt has had all its tries: then nothing may be compared.
    """
    with atomic(durable=True):
        rows = Row.objects.filter(id=transaction_id, tries__lt=MAX_TRIES)
        return bool(rows.update(tries=F("tries") + 1))


def purge(now: datetime) -> int:
    """Delete transactions a day after they began; unfinished ones leave no personal data behind.

    The password of an abandoned transaction is wiped as soon as it has expired.
    """
    Row.objects.filter(expires_at__lt=now).exclude(password_hash="").update(
        password_hash="", submission=None, draft={}, pending=[], updates={}
    )
    old = Row.objects.filter(created_at__lt=now - RETENTION)
    contexts = old.filter(finished_at=None, context__isnull=False).values("context_id")
    forget(contexts)
    return old.delete()[0]
