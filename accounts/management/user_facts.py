"""What commands show of a user: no password, no hash, no secret."""

from datetime import datetime
from typing import Any

from accounts.credentials.lockout import is_forever, lock_state
from accounts.models import User
from accounts.sessions.queries import session_views


def session_facts(user: User, now: datetime) -> list[dict[str, Any]]:
    """Return the open sessions of a user."""
    return [
        {
            "client": session.client,
            "ip_address": session.ip_address,
            "created_at": session.created_at.isoformat(),
            "last_seen_at": session.last_seen_at.isoformat(),
        }
        for session in session_views(user, now)
    ]


def user_facts(user: User, now: datetime) -> dict[str, Any]:
    """Return the account of a user, with its groups and its locks."""
    lock = lock_state([user.login or ""], now).get(user.login or "")
    groups = user.memberships.order_by("group__name").values_list("group__name", flat=True)
    return {
        "id": user.public_id,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.get_full_name(),
        "status": user.status,
        "status_changed_at": _moment(user.status_changed_at),
        "origin": user.origin,
        "administrator": user.is_staff,
        "groups": list(dict.fromkeys(groups)),
        "has_password": user.has_password,
        "password_changed_at": _moment(user.password_changed_at),
        "created_at": _moment(user.created_at),
        "activated_at": _moment(user.activated_at),
        "last_sign_in": _moment(user.last_login),
        "locked_until": _lock(lock.trusted) if lock else None,
        "strangers_locked_until": _lock(lock.untrusted) if lock else None,
        "sessions": len(session_views(user, now)),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lock(until: datetime | None) -> str | None:
    return "unlocked by hand" if until is not None and is_forever(until) else _moment(until)
