"""The task queue. Messages carry names and ids only, as JSON."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")

app = Celery("ssr_project")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
