"""Deletion of expired tokens, codes and secrets."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef

from oidc.models import AccessToken, ClientSecret, ClientSession, Grant, RefreshToken

_BATCH: Final = 1000
MAX_SESSION: Final = timedelta(days=31)
REMEMBERED: Final = timedelta(days=1)
"""How long a used code is still recognised."""


def purge(now: datetime) -> int:
    """Delete expired tokens, codes and secrets in batches; return the number of rows.

    A used refresh token stays until it would have been over: as long as it may come back, its family has to
    be found. A grant stays while any token of it does.
    """
    return sum(
        (
            _drop(AccessToken.objects.filter(expires_at__lt=now)),
            _drop(RefreshToken.objects.filter(expires_at__lt=now)),
            _drop(_idle_grants(now)),
            _drop(ClientSecret.objects.filter(expires_at__lt=now)),
            _drop(ClientSession.objects.filter(last_at__lt=now - MAX_SESSION)),
        )
    )


def _idle_grants(now: datetime) -> Any:
    return Grant.objects.filter(
        ~Exists(AccessToken.objects.filter(grant=OuterRef("pk"))),
        ~Exists(RefreshToken.objects.filter(grant=OuterRef("pk"))),
        expires_at__lt=now - REMEMBERED,
    )


def _drop(rows: Any) -> int:
    ids = list(rows.values_list("pk", flat=True)[:_BATCH])
    gone = len(ids)
    while ids:
        rows.model.objects.filter(pk__in=ids).delete()
        ids = list(rows.values_list("pk", flat=True)[:_BATCH])
        gone += len(ids)
    return gone
