"""Declarations of what happens to grants and tokens when an account ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.domain.account_ends import AccountEnd, Disposition, at_every_end
from accounts.domain.events import Actor
from accounts.lifecycle.account_ends import AccountData, declare, rows_by
from accounts.sessions.lifetime import at_session_end
from oidc.grants import revoke_all
from oidc.models import AccessToken, ClientSession, Grant, RefreshToken

REMOVE, CLOSE, KEEP = Disposition.REMOVE, Disposition.CLOSE, Disposition.KEEP
_UNTIL_DELETION = {AccountEnd.DELETION: REMOVE}


def _revoke(rows: "QuerySet[Any]", now: datetime) -> None:
    rows.filter(revoked_at=None).update(revoked_at=now)


declare(
    AccountData(
        AccessToken,
        ("grant",),
        at_every_end(REMOVE),
        "An access token gives access to the user's data.",
        rows_by(AccessToken.objects, "grant__user"),
    ),
    AccountData(
        RefreshToken,
        ("grant",),
        at_every_end(KEEP, _UNTIL_DELETION),
        "Useless once its grant is revoked. The row detects a replay.",
        rows_by(RefreshToken.objects, "grant__user"),
    ),
    AccountData(
        Grant,
        ("user",),
        at_every_end(CLOSE, _UNTIL_DELETION),
        "Revoked with its code and all its tokens. The row detects a replay.",
        rows_by(Grant.objects, "user"),
        _revoke,
    ),
    AccountData(
        ClientSession,
        ("user",),
        at_every_end(KEEP, _UNTIL_DELETION),
        "The app still has to receive a logout token.",
        rows_by(ClientSession.objects, "user"),
    ),
)


def _revoke_of_sessions(user_id: int, sids: Sequence[str] | None, now: datetime, actor: Actor) -> None:
    rows = Grant.objects.filter(user=user_id, revoked_at=None)
    if sids is not None:
        rows = rows.filter(sid__in=sids)
    revoke_all(rows, now, actor)


at_session_end(_revoke_of_sessions)
