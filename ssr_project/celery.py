"""The task queue. Messages carry names and ids only, as JSON."""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_project.settings")


class Application(Celery):
    """Celery with knowledge of whether this process can reach its broker.

    The embedded broker is the memory of the serving process. Other commands beside it would publish into
    their own memory, unread; they publish nothing, and the sweep finds the rows they wrote.
    """

    broker_is_here = True

    def send_task(self, *args: Any, **kwargs: Any) -> Any:
        return super().send_task(*args, **kwargs) if self.broker_is_here else None


app = Application("ssr_project", fixups=("ssr_project.worker_connections:fixup",))
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # the threads of a web server ask for the current application too
