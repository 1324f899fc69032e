"""Beginning and ending sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.events import Entry, record
from accounts.identities import hash_secret, new_secret
from accounts.models import Session, User


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person who has met what was asked, in which browser, and for how long."""

    person: User
    proofs: Sequence[dict[str, Any]]
    idle: timedelta
    absolute: timedelta
    device_id: str = ""
    client: str = ""
    ip_address: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: its key goes into the cookie and is kept nowhere."""

    key: str
    row: Session


def open_session(sign_in: SignIn, now: datetime) -> OpenedSession:
    """Insert a session under a fresh key."""
    key = new_secret()
    row = Session.objects.create(
        key_hash=hash_secret(key),
        person=sign_in.person,
        epoch=sign_in.person.security_epoch,
        proofs=list(sign_in.proofs),
        device_id=sign_in.device_id,
        client=sign_in.client[:120],
        ip_address=sign_in.ip_address or None,
        created_at=now,
        last_seen_at=now,
        idle_seconds=int(sign_in.idle.total_seconds()),
        idle_expires_at=now + sign_in.idle,
        expires_at=now + sign_in.absolute,
    )
    return OpenedSession(key, row)


def touch(row: Session, now: datetime) -> bool:
    """Note that the session was used, at most once a minute; return whether it was written."""
    minute = timedelta(minutes=1)
    if now - row.last_seen_at < minute:
        return False
    idle_until = min(now + timedelta(seconds=row.idle_seconds), row.expires_at)
    rows = Session.objects.filter(key_hash=row.key_hash, last_seen_at__lte=now - minute)
    return bool(rows.update(last_seen_at=now, idle_expires_at=idle_until))


def end_session(key_hash: str) -> None:
    """End one session."""
    Session.objects.filter(key_hash=key_hash).delete()


def sign_out(row: Session, now: datetime) -> None:
    """End a person's session because they said so, and write it down."""
    with transaction.atomic():
        end_session(row.key_hash)
        record([Entry("user.session.end", person_id=row.person_id)], now=now)


def purge(now: datetime) -> int:
    """Delete sessions that are over; return how many."""
    return Session.objects.filter(expires_at__lt=now).delete()[0]
