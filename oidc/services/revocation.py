"""Ending what was granted."""

from datetime import datetime

from oidc.grants import revoke
from oidc.models import AccessToken, Client
from oidc.selectors import access_token, refresh_token


def revoke_token(token: str, client: Client, now: datetime) -> None:
    """Revoke a token of this client (RFC 7009 §2.1), for a refresh token with its whole grant.

    A token that is unknown or another client's changes nothing, with the same response.
    """
    refresh = refresh_token(token)
    if refresh is not None:
        if refresh.grant.client_id == client.pk:
            revoke(refresh.grant, client, now)
        return
    access = access_token(token)
    if access is not None and access.grant.client_id == client.pk:
        AccessToken.objects.filter(pk=access.pk).delete()
