"""Ending what was granted."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from oidc.domain.scopes import OFFLINE
from oidc.issuing import revoke
from oidc.models import AccessToken, Client, Grant
from oidc.selectors import access_token, refresh_token


def revoke_token(token: str, client: Client, now: datetime) -> None:
    """End a token of this client (RFC 7009 §2.1): with a refresh token all that came of its grant.

    A token that is unknown, or another client's, changes nothing, and nobody is told which it was.
    """
    refresh = refresh_token(token)
    if refresh is not None:
        if refresh.application_id == client.pk:
            revoke(refresh.grant, client, now)
        return
    access = access_token(token)
    if access is not None and access.application_id == client.pk:
        AccessToken.objects.filter(pk=access.pk).delete()


def end_with_session(sid: str, now: datetime) -> int:
    """End what apps got in a session that is over, but for those that may stay connected; return how many."""
    granted: QuerySet[Grant] = Grant.objects.filter(sid=sid, revoked_at=None)
    return sum(OFFLINE not in grant.scopes and _end(grant, now) for grant in granted)


def disconnect(person: User, client: Client, now: datetime) -> int:
    """End everything an app holds of a person, who said so; return of how many grants."""
    granted: QuerySet[Grant] = Grant.objects.filter(user=person, application=client, revoked_at=None)
    return sum(revoke(grant, client, now) for grant in granted)


def _end(grant: Grant, now: datetime) -> bool:
    return bool(Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now))
