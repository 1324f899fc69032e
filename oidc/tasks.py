"""Celery tasks, and the deletion of expired rows."""

from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from oidc import logout, signing_keys
from oidc.models import AccessToken, ClientSecret, ClientSession, Grant, RefreshToken

_BATCH: Final = 1000
MAX_SESSION: Final = timedelta(days=31)
REMEMBERED: Final = timedelta(days=1)
"""How long a used code is still recognised."""
_telling: Final = Lock()
"""Unreachable apps would otherwise occupy every thread of a worker and delay mails."""


@shared_task(name="oidc.purge")
def purge() -> None:
    """Delete expired tokens, codes and secrets."""
    delete_expired(timezone.now())


@shared_task(name="oidc.tell_of_logouts")
def tell_of_logouts() -> None:
    """Notify apps of ended sessions, one after the other in one thread."""
    if _telling.acquire(blocking=False):
        try:
            logout.send_due(timezone.now())
        finally:
            _telling.release()


@shared_task(name="oidc.rotate_keys")
def rotate_keys() -> None:
    """Publish the next signing key when it is due."""
    signing_keys.rotate_if_due(timezone.now())


def delete_expired(now: datetime) -> int:
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
