"""The Celery application of a peer, as Celery's manual writes it for Django."""

from celery import Celery

app = Celery("peer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
