"""The server's own settings, with a sweep that comes sooner and a mail server that is given up sooner."""

from celery.schedules import schedule

from ssr_project.settings import *  # noqa: F403
from ssr_project.settings import CELERY_BEAT_SCHEDULE

EMAIL_TIMEOUT = 0.5
CELERY_BEAT_SCHEDULE["sweep the outbox"] |= {"schedule": schedule(1)}
