"""The project as an app: its commands, checks and pages."""

from django.apps import AppConfig

from ssr_project.celery import app as celery_app


class ProjectConfig(AppConfig):
    """Holds the Celery application, so that a task woken anywhere goes to the configured broker."""

    name = "ssr_project"
    verbose_name = "Deployment"
    celery_app = celery_app
