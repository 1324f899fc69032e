"""A user's signed-in browsers, as they are listed to that user and to administrators."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.networks import parse_address
from accounts.domain.text import trim
from accounts.identities import hash_secret
from accounts.models import Session, User


@dataclass(frozen=True, slots=True)
class SessionView:
    """One signed-in browser. ``handle`` names it in a form and opens nothing; ``here`` is the one asking."""

    handle: str
    client: str
    ip_address: str
    created_at: datetime
    last_seen_at: datetime
    persistent: bool
    here: bool


def handle_of(key_hash: str) -> str:
    """Return what a form calls a session: neither its key nor the hash under which it is found."""
    return hash_secret(f"handle\0{key_hash}")[:24]


def live_sessions(user: User, now: datetime) -> QuerySet[Session]:
    """Return the rows that still count, the last used first."""
    rows = Session.objects.filter(user=user, epoch=user.security_epoch)
    return rows.filter(expires_at__gt=now, idle_expires_at__gt=now).order_by("-last_seen_at", "-created_at")


def live_session_of(sid: str, now: datetime) -> Session | None:
    """Return the session that apps call by this name, with its user, while it counts."""
    rows = Session.objects.select_related("user").filter(sid=sid, expires_at__gt=now, idle_expires_at__gt=now)
    row = rows.exclude(sid="").first()
    if row is None or row.user is None:
        return None
    return row if row.user.is_active and row.epoch == row.user.security_epoch else None


def search_sessions(sessions: QuerySet[Session], typed: str) -> QuerySet[Session]:
    """Return those of the sessions that belong to an address or began at a network address."""
    text = trim(typed)
    if not text:
        return sessions
    if address := parse_address(text):
        return sessions.filter(ip_address=str(address))
    try:
        login = parse_email(text).normal
    except InvalidEmail:
        return sessions.none()
    return sessions.filter(user__in=list(User.objects.filter(login=login).values_list("pk", flat=True)))


def session_views(
    user: User, now: datetime, *, here: str = "", limit: int | None = None
) -> tuple[SessionView, ...]:
    """Return where the user is signed in, this browser first; ``here`` is its session's ``key_hash``.

    ``limit``: so many of them, the last used.
    """
    listed = [_signed_in(row, here) for row in live_sessions(user, now)[:limit]]
    return tuple(sorted(listed, key=lambda session: not session.here))


def _signed_in(row: Session, here: str) -> SessionView:
    return SessionView(
        handle=handle_of(row.key_hash),
        client=row.client,
        ip_address=row.ip_address or "",
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        persistent=row.persistent,
        here=row.key_hash == here,
    )
