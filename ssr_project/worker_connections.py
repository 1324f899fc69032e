"""Celery's support for Django as our workers need it: kept connections, and no pages."""

from functools import cached_property
from typing import Any

from celery.fixups.django import DjangoFixup, DjangoWorkerFixup
from django.db import close_old_connections


class KeepingWorkerFixup(DjangoWorkerFixup):
    """Treats a task as Django treats a request: a connection is closed when it is old or broken.

    Celery's own fixup closes it before and after each task, which costs more than the statements of a mail.
    What it does for processes that were forked stays.
    """

    def validate_models(self) -> None:
        """Set Django up. Its checks load every page and form, which no task needs; deployments run them."""
        self.django_setup()

    def on_task_prerun(self, sender: Any, **_kwargs: Any) -> None:
        close_old_connections()

    def on_task_postrun(self, sender: Any, **_kwargs: Any) -> None:
        close_old_connections()


class KeepingFixup(DjangoFixup):
    """Celery's support for Django, with the worker's part above."""

    @cached_property
    def worker_fixup(self) -> DjangoWorkerFixup:
        return KeepingWorkerFixup(self.app)


def fixup(app: Any) -> DjangoFixup:
    """Install the support for Django in a Celery application."""
    return KeepingFixup(app).install()
