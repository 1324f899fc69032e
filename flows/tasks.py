"""Shells for the workers."""

from celery import shared_task
from django.utils import timezone

from enrollment.services import purge_editions
from flows import repository


@shared_task(name="flows.purge")
def purge() -> None:
    """Delete transactions that began more than a day ago, and the forms that only they could have kept."""
    repository.purge(timezone.now())
    purge_editions(timezone.now())
