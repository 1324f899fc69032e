"""Shells for the workers."""

from celery import shared_task
from django.utils import timezone

from enrollment.services import purge_editions
from flows import repository
from policies.services.shadows import purge_shadows


@shared_task(name="flows.purge")
def purge() -> None:
    """Delete transactions older than a day, the forms that only they could have kept, and old shadows."""
    repository.purge(timezone.now())
    purge_editions(timezone.now())
    purge_shadows(timezone.now())
