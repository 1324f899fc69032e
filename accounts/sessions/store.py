"""Django's session interface over our rows: hashed keys, one query, no pickles (``SESSION_ENGINE``)."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.utils import timezone

from accounts.identities import hash_secret, new_secret
from accounts.models import Session
from accounts.prepared import Prepared
from accounts.sessions.lifetime import OpenedSession, end_session, purge

ANONYMOUS_SECONDS = 3600


_LIVE = Prepared(
    lambda key, now: Session.objects.select_related("user").filter(
        key_hash=key, expires_at__gt=now, idle_expires_at__gt=now
    ),
    "key",
    "now",
)


class SessionStore(SessionBase):
    """A session found by the hash of its key, together with its user."""

    row: Session | None = None

    @classmethod
    def adopt(cls, opened: OpenedSession) -> "SessionStore":
        """Return the store of a session that a sign-in has just opened, so that its cookie is set."""
        store = cls(opened.key)
        store.row = opened.row
        store.update(opened.row.data)
        store.modified = True
        return store

    def live_row(self) -> Session | None:
        """Return the row while it counts, read once."""
        if self.row is None and self.session_key:
            now = timezone.now()
            self.row = _LIVE.first(key=hash_secret(self.session_key), now=now)
        return self.row

    def load(self) -> dict[str, Any]:
        row = self.live_row()
        if row is None:
            self._session_key = None
            return {}
        return dict(row.data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=hash_secret(session_key)).exists()

    def create(self) -> None:
        self._session_key = new_secret()
        self.row = None
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = {} if must_create else dict(self.items())
        if must_create:
            self.row = self._insert(data)
            return None
        row = self.live_row()
        if row is None:
            raise UpdateError
        if row.data != data:
            row.data = data
            if not Session.objects.filter(pk=row.pk).update(data=data):
                raise UpdateError  # signed out in another tab
        return None

    def _insert(self, data: dict[str, Any]) -> Session:
        key_hash = hash_secret(self.session_key or "")
        if Session.objects.filter(key_hash=key_hash).exists():
            raise CreateError
        now = timezone.now()
        ends = now + timedelta(seconds=ANONYMOUS_SECONDS)
        return Session.objects.create(
            key_hash=key_hash,
            data=data,
            created_at=now,
            last_seen_at=now,
            idle_seconds=ANONYMOUS_SECONDS,
            idle_expires_at=ends,
            expires_at=ends,
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            end_session(hash_secret(key))
            self.row = None

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        row = self.live_row()
        return row.expires_at if row is not None else super().get_expiry_date(**kwargs)

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Return for how many seconds a browser keeps the cookie of a session that outlives it."""
        return max(int((self.get_expiry_date() - timezone.now()).total_seconds()), 0)

    def get_expire_at_browser_close(self) -> bool:
        row = self.live_row()
        return row is None or not row.persistent

    @classmethod
    def clear_expired(cls) -> None:
        purge(timezone.now())
