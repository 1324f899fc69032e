"""Beginning and ending sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, QuerySet

from accounts.domain.events import SYSTEM, Actor
from accounts.events.log import Entry, acting, record
from accounts.identities import hash_secret, new_public_id, new_secret
from accounts.models import Event, Session, User
from accounts.prepared import insert
from accounts.sessions.queries import handle_of, live_sessions

MAX_AT_ONCE: Final = 100
"""So many sessions a person may have at once; the ones unused for longest are dropped within the hour."""
MAX_BINDINGS: Final = 5
"""Browser bindings that a session remembers: one for each time that more was proved in it."""
STARTED: Final = "user.session.start"
ENDED: Final = "user.session.end"
CLEARED: Final = "user.session.clear"
_BATCH: Final = 300
_RECENT: Final = timedelta(hours=2)
"""Longer than the hour from one purge to the next, and long enough when one of them was late."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user with the required proofs, the browser, and the session's lifetime.

    ``further`` says that two factors were proved, ``persistent`` that the session outlives the browser.
    ``sid`` is that of the session which this one continues. ``bindings`` are hashes of the browser bindings
    under which it begins, newest first. ``upstream`` names the session at a provider, if it has one.
    """

    user: User
    proofs: Sequence[dict[str, Any]]
    idle: timedelta
    absolute: timedelta
    device_id: str = ""
    client: str = ""
    ip_address: str = ""
    further: bool = False
    persistent: bool = False
    sid: str = ""
    bindings: tuple[str, ...] = ()
    upstream: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: its key goes into the cookie and is kept nowhere."""

    key: str
    row: Session


def open_session(sign_in: SignIn, now: datetime) -> OpenedSession:
    """Insert a session under a fresh key."""
    key = new_secret()
    row = insert(
        Session(
            key_hash=hash_secret(key),
            user=sign_in.user,
            epoch=sign_in.user.security_epoch,
            sid=sign_in.sid or new_public_id(),
            proofs=list(sign_in.proofs),
            further=sign_in.further,
            persistent=sign_in.persistent,
            bindings=list(sign_in.bindings[:MAX_BINDINGS]),
            upstream=sign_in.upstream,
            device_id=sign_in.device_id,
            client=sign_in.client[:120],
            ip_address=sign_in.ip_address or None,
            created_at=now,
            last_seen_at=now,
            idle_seconds=int(sign_in.idle.total_seconds()),
            idle_expires_at=now + sign_in.idle,
            expires_at=now + sign_in.absolute,
        )
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
    """End a user's session at their own wish, and record it."""
    with transaction.atomic():
        end_session(row.key_hash)
        user_id = row.user.public_id if row.user is not None else ""
        record([Entry(ENDED, user_id=user_id)], now=now)


def end_one(user: User, handle: str, now: datetime, *, actor: User | None = None) -> bool:
    """End one session of this very user, and its grants; return whether there was one.

    ``actor``: the administrator who does it.
    """
    rows = live_sessions(user, now).values_list("key_hash", "sid")
    found = next((row for row in rows if handle_of(row[0]) == handle), None)
    if found is None:
        return False
    key_hash, sid = found
    with transaction.atomic():
        # The session first: a code is issued under its lock, and so before the grants are revoked or never.
        end_session(key_hash)
        by = acting(actor or user)
        revoke_grants(user.pk, [sid], now, by)
        detail = {"variant": "by_administrator" if actor else "elsewhere"}
        record([Entry(ENDED, user_id=user.public_id, actor=by, detail=detail)], now=now)
    return True


def upstream_session(provider: str, sid: str) -> str:
    """Return the hash under which a session at a provider is found again."""
    return hash_secret(f"{provider} {sid}")


def end_upstream(sessions: "QuerySet[Session]", now: datetime) -> int:
    """End sessions with their grants, since that at the identity provider has ended; return how many."""
    ended = 0
    for row in sessions.select_related("user"):
        with transaction.atomic():
            end_session(row.key_hash)
            if row.user is None:
                continue
            revoke_grants(row.user.pk, [row.sid], now, SYSTEM)
            entry = Entry(ENDED, user_id=row.user.public_id, actor=SYSTEM, detail={"variant": "upstream"})
            record([entry], now=now)
        ended += 1
    return ended


def end_others(user: User, here: str, now: datetime) -> int:
    """End every session but the one whose ``key_hash`` is given, and all grants; return how many ended.

    Grants of this session end as well: they may come from a copy of its cookie, and an app gets new ones in
    this browser without a question.
    """
    with transaction.atomic():
        ended = Session.objects.filter(user=user).exclude(key_hash=here).delete()[0]
        revoke_grants(user.pk, None, now, acting(user))
        if ended:
            record([Entry(CLEARED, user_id=user.public_id, detail={"variant": "others"})], now=now)
    return ended


def renew_key(row: Session) -> OpenedSession:
    """Give the session another key, so that a copy of its cookie opens nothing. Raises LookupError."""
    key = new_secret()
    renewed = hash_secret(key)
    if not Session.objects.filter(key_hash=row.key_hash).update(key_hash=renewed):
        raise LookupError("the session has ended")
    row.key_hash = renewed
    return OpenedSession(key, row)


def end_all_else(user: User, here: Session, now: datetime) -> None:
    """End everything that an attacker may hold, and keep this session alone.

    Sessions are not all: connected applications, trusted devices and open transactions end by the epoch
    (ADR 0011).
    """
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(security_epoch=F("security_epoch") + 1)
        # Counted on, not set: one that had ended a moment ago is not brought back.
        Session.objects.filter(pk=here.pk).update(epoch=F("epoch") + 1)
        end_others(user, here.key_hash, now)
    user.security_epoch, here.epoch = user.security_epoch + 1, here.epoch + 1


def purge(now: datetime) -> int:
    """Delete sessions that are over and those beyond the most a user may have; return how many."""
    return Session.objects.filter(expires_at__lt=now).delete()[0] + _drop_excess(now)


def _drop_excess(now: datetime) -> int:
    """End the sessions used least recently beyond the maximum of a user who has just signed in.

    Only such a user can have too many. They are counted a few hundred at a time by the index of a session's
    user.
    """
    lately = Event.objects.filter(type=STARTED, occurred_at__gte=now - _RECENT).exclude(user_id="")
    people = list(lately.order_by("user_id").values_list("user_id", flat=True).distinct())
    batches = (people[start : start + _BATCH] for start in range(0, len(people), _BATCH))
    return sum(_drop_oldest(user_id) for batch in batches for user_id in _crowded(batch))


def _crowded(public_ids: Sequence[str]) -> list[int]:
    theirs = Session.objects.filter(user__public_id__in=public_ids)
    counted = theirs.values("user").annotate(number=Count("key_hash"))
    return list(counted.filter(number__gt=MAX_AT_ONCE).values_list("user", flat=True))


def _drop_oldest(user_id: int) -> int:
    rows = Session.objects.filter(user=user_id)
    keys = rows.order_by("-last_seen_at", "-created_at").values_list("key_hash", flat=True)
    return rows.filter(key_hash__in=list(keys[MAX_AT_ONCE:])).delete()[0]


RevokeGrants = Callable[[int, Sequence[str] | None, datetime, Actor], object]
"""Takes the id of the user, the ``sid`` of each ended session (``None``: of all), the time and the actor."""

_declared: Final[list[RevokeGrants]] = []


def at_session_end(revoke: RevokeGrants) -> None:
    """Declare how grants of ended sessions are revoked."""
    _declared.append(revoke)


def revoke_grants(user_id: int, sids: Sequence[str] | None, now: datetime, actor: Actor) -> None:
    """Revoke what was granted in sessions of a user, in the caller's atomic block.

    Sessions from before they had a ``sid`` share the empty one, and grants of it are revoked together.
    """
    for revoke in _declared:
        revoke(user_id, sids, now, actor)
