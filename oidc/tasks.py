"""Celery tasks."""

from threading import Lock
from typing import Final

from celery import shared_task
from django.utils import timezone

from oidc import logout as backchannel
from oidc import retention
from oidc import signing_keys as keys

_telling: Final = Lock()
"""Unreachable apps would otherwise occupy every thread of a worker and delay mails."""


@shared_task(name="oidc.purge")
def purge() -> None:
    """Delete expired tokens, codes and secrets."""
    retention.purge(timezone.now())


@shared_task(name="oidc.tell_of_logouts")
def tell_of_logouts() -> None:
    """Notify apps of ended sessions, one after the other in one thread."""
    if _telling.acquire(blocking=False):
        try:
            backchannel.send_due(timezone.now())
        finally:
            _telling.release()


@shared_task(name="oidc.rotate_keys")
def rotate_keys() -> None:
    """Publish the next signing key when it is due."""
    keys.rotate_if_due(timezone.now())
