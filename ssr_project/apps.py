"""The project as an app: its commands, checks and pages."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from ssr_project import checks, outbound_checks
from ssr_project.celery import app as celery_app

__all__ = ["ProjectConfig", "checks", "outbound_checks"]


class ProjectConfig(AppConfig):
    """Loads the Celery application, so that a task woken anywhere goes to the configured broker."""

    name = "ssr_project"
    verbose_name = "Deployment"

    def ready(self) -> None:
        celery_app.broker_is_here = not settings.EMBEDDED
        for name in ("encryption_checks", "rejected_messages"):
            import_module(f"ssr_project.{name}")  # they read models, which exist only now
