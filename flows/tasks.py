"""Shells for the workers."""

from celery import shared_task
from django.utils import timezone

from flows import repository


@shared_task(name="flows.purge")
def purge() -> None:
    """Delete transactions that began more than a day ago."""
    repository.purge(timezone.now())
