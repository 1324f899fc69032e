"""Shells for the workers."""

from celery import shared_task
from django.utils import timezone

from oidc.services import backchannel, keys, purging


@shared_task(name="oidc.purge")
def purge() -> None:
    """Delete what is over."""
    purging.purge(timezone.now())


@shared_task(name="oidc.tell_of_logouts")
def tell_of_logouts() -> None:
    """Tell apps of the sessions that have ended."""
    backchannel.tell(timezone.now())


@shared_task(name="oidc.rotate_keys")
def rotate_keys() -> None:
    """Publish the next signing key when it is time."""
    keys.rotate_if_due(timezone.now())
